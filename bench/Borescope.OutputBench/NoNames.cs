using System;
using Borescope.Script.Output;
using Borescope.Script.Types;

namespace Borescope.Bench.Output;

/// <summary>A resolver that knows nothing: the benchmarks print no symbols.</summary>
internal sealed class NoNames : IValueResolver
{
    public long UnixNanosecondsNow => 0;

    public TimeZoneInfo TimeZone => TimeZoneInfo.Utc;

    public bool TryGetKernelSymbol(ulong address, out ResolvedSymbol symbol)
    {
        symbol = default;
        return false;
    }

    public bool TryGetUserSymbol(ulong address, uint tgid, out ResolvedSymbol symbol)
    {
        symbol = default;
        return false;
    }

    public int ReadStack(StackType type, int stackId, Span<ulong> addresses) => -1;

    public string? GetUserName(ulong uid) => null;

    public string GetProbeName(ulong index) => "";

    public long ToUnixNanoseconds(ulong bootNanoseconds) => (long)bootNanoseconds;
}
