namespace Borescope.Compiler.Instructions;

/// <summary>Spelling of operations, shared by disassembler and assembler.</summary>
internal static class BpfNames
{
    /// <summary>Two-operand arithmetic.</summary>
    public static readonly (byte Code, string Text)[] Arithmetic =
    [
        (BpfOpcode.Add, "+="), (BpfOpcode.Sub, "-="), (BpfOpcode.Mul, "*="), (BpfOpcode.Div, "/="), (BpfOpcode.Or, "|="), (BpfOpcode.And, "&="),
        (BpfOpcode.Lsh, "<<="), (BpfOpcode.Rsh, ">>="), (BpfOpcode.Mod, "%="), (BpfOpcode.Xor, "^="), (BpfOpcode.Mov, "="), (BpfOpcode.Arsh, "s>>="),
    ];

    /// <summary>Comparisons of conditional jumps.</summary>
    public static readonly (byte Code, string Text)[] Conditions =
    [
        (BpfOpcode.Jeq, "=="), (BpfOpcode.Jgt, ">"), (BpfOpcode.Jge, ">="), (BpfOpcode.Jset, "&"), (BpfOpcode.Jne, "!="), (BpfOpcode.Jsgt, "s>"),
        (BpfOpcode.Jsge, "s>="), (BpfOpcode.Jlt, "<"), (BpfOpcode.Jle, "<="), (BpfOpcode.Jslt, "s<"), (BpfOpcode.Jsle, "s<="),
    ];

    /// <summary>Atomic operations without the fetch flag.</summary>
    public static readonly (byte Code, string Text, string Fetch)[] Atomics =
    [
        (BpfOpcode.Add, "+=", "add"), (BpfOpcode.Or, "|=", "or"), (BpfOpcode.And, "&=", "and"), (BpfOpcode.Xor, "^=", "xor"),
    ];

    /// <summary>Access sizes.</summary>
    public static readonly (byte Code, string Text, int Bytes)[] Sizes =
    [
        (BpfOpcode.B, "8", 1), (BpfOpcode.H, "16", 2), (BpfOpcode.W, "32", 4), (BpfOpcode.DW, "64", 8),
    ];

    public static string? Find((byte Code, string Text)[] table, int code)
    {
        foreach ((byte c, string text) in table)
        {
            if (c == code)
            {
                return text;
            }
        }

        return null;
    }

    public static int Find((byte Code, string Text)[] table, string text)
    {
        foreach ((byte code, string t) in table)
        {
            if (t == text)
            {
                return code;
            }
        }

        return -1;
    }

    public static string Size(int code)
    {
        foreach ((byte c, string text, _) in Sizes)
        {
            if (c == code)
            {
                return text;
            }
        }

        return "64";
    }

    /// <summary>Code of a size in bits, -1 when there is none.</summary>
    public static int Size(string bits)
    {
        foreach ((byte code, string text, _) in Sizes)
        {
            if (text == bits)
            {
                return code;
            }
        }

        return -1;
    }
}
