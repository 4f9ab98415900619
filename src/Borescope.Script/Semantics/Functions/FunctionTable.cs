namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// All functions. A call is bound to a BoundCall with the row's name unless the row's file says otherwise; each file documents which arguments the
/// bound call carries. Rows without Bind are known but not supported yet.
/// </summary>
internal static class FunctionTable
{
    /// <summary>The rows.</summary>
    public static readonly FunctionRow[] Rows =
    [
        FormatFunctions.Printf,
        FormatFunctions.Errorf,
        FormatFunctions.Warnf,
        FormatFunctions.System,
        FormatFunctions.Cat,
        FormatFunctions.Debugf,
        PrintFunction.Row,
        MapFunctions.Clear,
        MapFunctions.Zero,
        DeleteFunction.Row,
        MapFunctions.HasKey,
        LenFunction.Row,
        ExitFunction.Row,
        StrFunction.Row,
        StrFunction.DefaultLength,
        BufFunction.Row,
        StringFunctions.Strncmp,
        StringFunctions.Strcontains,
        StringFunctions.Globmatch,
        TimeFunctions.Time,
        TimeFunctions.Strftime,
        SymbolFunctions.Ksym,
        SymbolFunctions.Usym,
        SymbolFunctions.Kaddr,
        NetworkFunctions.Ntop,
        NetworkFunctions.Pton,
        NetworkFunctions.Macaddr,
        NetworkFunctions.Bswap,
        RegFunction.Row,
        FindFunction.Row,
        UaddrFunction.Row,
        PointerFunctions.IsError,
        PointerFunctions.PerCpuKaddr,
        PointerFunctions.ContainerOf,
        KernelFunctions.WriteUser,
        KernelFunctions.Path,
        KernelFunctions.SocketCookie,
        PacketFunctions.Skboutput,
        WatchpointFunctions.Unwatch,
        KernelFunctions.KfuncExist,
        KernelFunctions.KfuncAllowed,
        AssertFunctions.Assert,
        TypeFunctions.TypeInfo,
        StringFunctions.Strstr,
        StringFunctions.Strlen,
        StringFunctions.Strcap,
        StringFunctions.Memcmp,
        StringFunctions.Concat,
        NumberNameFunctions.Strerror,
        NumberNameFunctions.SignalName,
        NumberNameFunctions.SyscallName,
        NumberNameFunctions.CgroupPath,
        SignalFunctions.Signal,
        SignalFunctions.SignalThread,
        SignalFunctions.Override,
        AggregationFunctions.Count,
        AggregationFunctions.Sum,
        AggregationFunctions.Avg,
        AggregationFunctions.Min,
        AggregationFunctions.Max,
        AggregationFunctions.Stats,
        AggregationFunctions.Hist,
        AggregationFunctions.Lhist,
        SeriesFunctionRow.Row,
        AddressFunctions.Kptr,
        AddressFunctions.Uptr,
        CgroupFunctions.CgroupId,
        GetoptFunction.Row,
        AssertFunctions.StaticAssert,
        AssertFunctions.AssertString,
        AssertFunctions.Fail,
        TypeFunctions.IsString,
        TypeFunctions.IsPointer,
        TypeFunctions.IsArray,
        TypeFunctions.IsInteger,
        TypeFunctions.IsUnsignedInteger,
        TypeFunctions.IsLiteral,
        JoinFunction.Row,
        .. UnsupportedFunctions.Rows,
    ];

    /// <summary>The row of a name.</summary>
    public static FunctionRow? Find(string name)
    {
        foreach (FunctionRow row in Rows)
        {
            if (row.Name == name)
                return row;
        }

        return null;
    }
}
