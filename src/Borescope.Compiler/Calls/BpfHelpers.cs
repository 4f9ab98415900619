using System;

namespace Borescope.Compiler.Calls;

/// <summary>The BPF helpers that Linux offers (the set is closed since 6.2; newer functions are kfuncs).</summary>
public static partial class BpfHelpers
{
    private static readonly BpfHelperDescription?[] Made = new BpfHelperDescription?[Count + 1];

    /// <summary>Number of helpers; ids run from 1 to this.</summary>
    public const int Count = 211;

    /// <summary>The row of a helper.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such helper.</exception>
    public static BpfHelperDescription Get(BpfHelper helper) =>
        TryGet(helper) ?? throw new ArgumentOutOfRangeException(nameof(helper), helper, $"no BPF helper has the number {(int)helper}");

    /// <summary>The row of a helper, or null when no helper has this number.</summary>
    public static BpfHelperDescription? TryGet(BpfHelper helper)
    {
        int i = (int)helper;
        if (i <= 0 || i > Count)
        {
            return null;
        }

        return Made[i] ??= Row(helper);
    }

    /// <summary>The row of the helper with this C name (with or without <c>bpf_</c>), or null.</summary>
    public static BpfHelperDescription? Find(string name)
    {
        string full = name.StartsWith("bpf_", StringComparison.Ordinal) ? name : "bpf_" + name;
        for (int i = 1; i <= Count; i++)
        {
            if (TryGet((BpfHelper)i) is { } row && row.Name == full)
            {
                return row;
            }
        }

        return null;
    }

    private static BpfHelperDescription New(
        BpfHelper id, string name, BpfResultKind result, int major, int minor, bool gpl, ulong types, params BpfArgumentKind[] arguments) =>
        new(id, name, result, major, minor, gpl, false, types, arguments);

    private static BpfHelperDescription NewVariadic(
        BpfHelper id, string name, BpfResultKind result, int major, int minor, bool gpl, ulong types, params BpfArgumentKind[] arguments) =>
        new(id, name, result, major, minor, gpl, true, types, arguments);
}
