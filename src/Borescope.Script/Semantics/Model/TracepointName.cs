namespace Borescope.Script.Semantics.Model;

/// <summary>A tracepoint.</summary>
/// <param name="Category">Its category: <c>syscalls</c>.</param>
/// <param name="Event">Its event: <c>sys_enter_openat</c>.</param>
public readonly record struct TracepointName(string Category, string Event);
