namespace Borescope.Buffers;

/// <summary>An event that came through a queue.</summary>
/// <typeparam name="T">Type of the event.</typeparam>
/// <param name="Value">The event.</param>
/// <param name="LostBefore">Events lost since the last one that was received: by a full queue, a full buffer, or the kernel.</param>
public readonly record struct Received<T>(T Value, ulong LostBefore);
