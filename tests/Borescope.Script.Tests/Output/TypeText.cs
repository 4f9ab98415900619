using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Script.Types;

namespace Borescope.Script.Tests.Output;

/// <summary>Reads types as the case files write them: int32, string[8], (int64,string[4]), (a=int8,b=bool), int8[3], enum, ptr, buffer[4], hist:2, lhist:0:10:2 …</summary>
internal static class TypeText
{
    public static readonly EnumType Color = new("color", IntegerType.UInt32, new Dictionary<long, string> { [0] = "RED", [1] = "GREEN" });

    public static readonly StructType Pair = Struct(
        "pair", 16, new StructField("a", IntegerType.Int32, 0), new StructField("name", new StringType(4), 4), new StructField("low", IntegerType.UInt32, 8, 0, 3, 4),
        new StructField("high", IntegerType.Int32, 8, 3, 5, 4), new StructField("where", IntegerType.UInt32, 12, IsDataLoc: true));

    private static readonly Dictionary<string, ScriptType> Named = new()
    {
        ["bool"] = BoolType.Instance,
        ["enum"] = Color,
        ["ptr"] = new PointerType(VoidType.Instance, AddressSpace.Kernel),
        ["inet"] = InetType.Instance,
        ["mac"] = MacAddressType.Instance,
        ["ksym"] = KernelSymbolType.Instance,
        ["usym"] = UserSymbolType.Instance,
        ["probe"] = ProbeNameType.Instance,
        ["username"] = UserNameType.Instance,
        ["kstack"] = new StackType(false, StackMode.Bpftrace, 127),
        ["kstack:perf"] = new StackType(false, StackMode.Perf, 127),
        ["kstack:raw:2"] = new StackType(false, StackMode.Raw, 2),
        ["ustack"] = new StackType(true, StackMode.Bpftrace, 127),
        ["ustack:build_id"] = new StackType(true, StackMode.BuildId, 127),
        ["ustack:build_id:1"] = new StackType(true, StackMode.BuildId, 1),
        ["ustack:perf"] = new StackType(true, StackMode.Perf, 127),
        ["pair"] = Pair,
        ["time"] = new TimestampType("%H:%M:%S.%f"),
        ["void"] = VoidType.Instance,
    };

    public static ScriptType Parse(string text)
    {
        text = text.Trim();
        if (Named.TryGetValue(text, out ScriptType? named))
            return named;
        if (text.StartsWith('(') && text.EndsWith(')'))
            return ParseTuple(text[1..^1]);
        string[] parts = text.Split(':');
        bool signed = parts.Length > 1 && parts[1] == "signed";
        switch (parts[0])
        {
            case "count" or "sum" or "min" or "max" or "avg" or "stats":
                return new AggregationType(Enum.Parse<AggregationKind>(parts[0], true), signed);
            case "hist":
                return new AggregationType(AggregationKind.Hist, true, Bits: int.Parse(parts[1], CultureInfo.InvariantCulture));
            case "lhist":
                return new AggregationType(AggregationKind.LinearHist, true, 0, Number(parts[1]), Number(parts[2]), Number(parts[3]));
        }

        int bracket = text.LastIndexOf('[');
        if (bracket > 0)
        {
            int count = (int)Number(text[(bracket + 1)..^1]);
            return text[..bracket] switch
            {
                "string" => new StringType(count),
                "buffer" => new BufferType(count),
                var element => new ArrayType(Parse(element), count),
            };
        }

        bool unsigned = text.StartsWith('u');
        return new IntegerType((int)Number(text[(unsigned ? 4 : 3)..]) / 8, !unsigned);
    }

    private static TupleType ParseTuple(string inside)
    {
        var types = new List<ScriptType>();
        var names = new List<string>();
        foreach (string part in SplitTop(inside, ','))
        {
            int equals = part.StartsWith('(') ? -1 : part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                names.Add(part[..equals]);
            types.Add(Parse(part[(equals + 1)..]));
        }

        return new TupleType(types, names.Count > 0 ? names : null);
    }

    /// <summary>Splits outside of parentheses and quotes.</summary>
    public static List<string> SplitTop(string text, char separator)
    {
        var parts = new List<string>();
        int depth = 0, start = 0;
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"')
                quoted = !quoted;
            if (quoted)
                continue;
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c != separator || depth > 0)
                continue;
            parts.Add(text[start..i]);
            start = i + 1;
        }

        if (start < text.Length)
            parts.Add(text[start..]);
        return parts;
    }

    public static long Number(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? (long)ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : text.StartsWith('-') ? long.Parse(text, CultureInfo.InvariantCulture)
        : (long)ulong.Parse(text, CultureInfo.InvariantCulture);

    private static StructType Struct(string tag, int size, params StructField[] fields) => new(tag, false, size, n => Array.Find(fields, f => f.Name == n), () => fields);
}
