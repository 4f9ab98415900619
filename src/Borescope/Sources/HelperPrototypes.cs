using System.Globalization;
using System.Text;
using Borescope.Compiler.Calls;

namespace Borescope.Sources;

/// <summary>The helpers as C declarations, made from the table of the compiler: a pointer is a pointer to void, everything else 64 bits.</summary>
internal static class HelperPrototypes
{
    internal static string Text()
    {
        var text = new StringBuilder(32 * 1024);
        for (var number = 1; number <= BpfHelpers.Count; number++)
        {
            if (BpfHelpers.TryGet((BpfHelper)number) is not { } helper)
                continue;
            var result = helper.Result switch { BpfResultKind.Void => "void ", BpfResultKind.Scalar => "long ", _ => "void *" };
            text.Append(CultureInfo.InvariantCulture, $"static {result}(*const {helper.Name})(");
            for (var argument = 0; argument < helper.Arguments.Count; argument++)
                text.Append(argument == 0 ? "" : ", ").Append(IsNumber(helper.Arguments[argument]) ? "__u64" : "const void *");
            text.Append(helper.IsVariadic ? ", ..." : helper.Arguments.Count == 0 ? "void" : "");
            text.Append(CultureInfo.InvariantCulture, $") = (void *){number};\n");
        }

        return text.ToString();
    }

    private static bool IsNumber(BpfArgumentKind kind) => kind is BpfArgumentKind.Scalar or BpfArgumentKind.Size or BpfArgumentKind.AllocationSize;
}
