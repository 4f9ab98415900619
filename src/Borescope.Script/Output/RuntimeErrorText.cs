using System;
using System.Runtime.InteropServices;
using Borescope.Kernel;
using Borescope.Script.Lowering;

namespace Borescope.Script.Output;

/// <summary>The texts of runtime errors. They are part of the language's interface.</summary>
internal static class RuntimeErrorText
{
    /// <summary>Name of a helper as messages show it: without its <c>bpf_</c>.</summary>
    internal static string HelperName(string helper) => helper.StartsWith("bpf_", StringComparison.Ordinal) ? helper[4..] : helper;

    /// <summary>One sentence or two.</summary>
    internal static string Of(RuntimeErrorAction action, long code) => action.Kind switch
    {
        RuntimeErrorKind.DivideByZero => "Divide or modulo by 0 detected. This can lead to unexpected results. 1 is being used as the result.",
        RuntimeErrorKind.OutOfBounds => "Array access out of bounds. This can lead to unexpected results.",
        _ => OfHelper(HelperName(action.Helper), code),
    };

    /// <summary>The plain meaning of a helper's return code.</summary>
    internal static string OfCode(long code) => code <= 0 ? Marshal.GetPInvokeErrorMessage((int)-code) : $"unexpected return code {code}";

    private static string OfHelper(string helper, long code) => (helper, (Errno)(int)-code) switch
    {
        ("map_update_elem", Errno.E2BIG) =>
            "Map full; can't update element. Try increasing max_map_keys config or manually setting the max entries in a map declaration e.g. `let @a = hash(5000)`",
        ("map_delete_elem", Errno.ENOENT) => "Can't delete map element because it does not exist.",
        ("map_lookup_elem", _) => "Can't lookup map element because it does not exist.",
        _ => OfCode(code),
    };
}
