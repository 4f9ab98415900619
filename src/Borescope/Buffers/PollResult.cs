namespace Borescope.Buffers;

/// <summary>What a wait ended with.</summary>
/// <param name="Records">Records handed to the handler.</param>
/// <param name="WasWoken">Whether <see cref="BufferPoller.Wake"/> was called.</param>
/// <param name="HasReadyDescriptor">Whether a watched descriptor became readable.</param>
/// <param name="Token">Token of that descriptor.</param>
public readonly record struct PollResult(int Records, bool WasWoken, bool HasReadyDescriptor, ulong Token);
