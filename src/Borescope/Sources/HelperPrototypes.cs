using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Borescope.Compiler.Calls;

namespace Borescope.Sources;

/// <summary>The helpers as C declarations, made from the table of the compiler: a pointer is a pointer to void, numbers have 64 bits, and a sign unless they are known to have none.</summary>
internal static class HelperPrototypes
{
    // Numbers without a sign: BPF before its fourth version divides only such.
    private static readonly HashSet<BpfHelper> Unsigned =
    [
        BpfHelper.KtimeGetNs, BpfHelper.KtimeGetBootNs, BpfHelper.KtimeGetCoarseNs, BpfHelper.KtimeGetTaiNs, BpfHelper.Jiffies64, BpfHelper.GetCurrentPidTgid, BpfHelper.GetCurrentUidGid,
        BpfHelper.GetCurrentCgroupId, BpfHelper.GetCurrentAncestorCgroupId, BpfHelper.GetCurrentTask, BpfHelper.GetSocketCookie, BpfHelper.GetNetnsCookie, BpfHelper.PerfEventRead,
        BpfHelper.SkbCgroupId, BpfHelper.SkbAncestorCgroupId, BpfHelper.SkCgroupId, BpfHelper.SkAncestorCgroupId, BpfHelper.GetFuncIp, BpfHelper.GetAttachCookie, BpfHelper.RingbufQuery,
    ];

    private static readonly HashSet<BpfHelper> Narrow =
        [BpfHelper.GetPrandomU32, BpfHelper.GetSmpProcessorId, BpfHelper.GetCgroupClassid, BpfHelper.GetRouteRealm, BpfHelper.GetHashRecalc, BpfHelper.GetSocketUid];

    internal static string Text()
    {
        var text = new StringBuilder(32 * 1024);
        for (var number = 1; number <= BpfHelpers.Count; number++)
        {
            if (BpfHelpers.TryGet((BpfHelper)number) is not { } helper)
                continue;
            var result = helper.Result switch { BpfResultKind.Void => "void ", BpfResultKind.Scalar => Number((BpfHelper)number), _ => "void *" };
            text.Append(CultureInfo.InvariantCulture, $"static {result}(*const {helper.Name})(");
            for (var argument = 0; argument < helper.Arguments.Count; argument++)
                text.Append(argument == 0 ? "" : ", ").Append(IsNumber(helper.Arguments[argument]) ? "__u64" : "const void *");
            text.Append(helper.IsVariadic ? ", ..." : helper.Arguments.Count == 0 ? "void" : "");
            text.Append(CultureInfo.InvariantCulture, $") = (void *){number};\n");
        }

        return text.ToString();
    }

    private static string Number(BpfHelper helper) => Narrow.Contains(helper) ? "__u32 " : Unsigned.Contains(helper) ? "__u64 " : "long ";

    private static bool IsNumber(BpfArgumentKind kind) => kind is BpfArgumentKind.Scalar or BpfArgumentKind.Size or BpfArgumentKind.AllocationSize;
}
