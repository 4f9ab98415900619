using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Borescope.Script.Headers;

/// <summary>What a C compiler for this machine defines before it reads anything, as far as headers ask for it; and words of C dialects that say nothing to scripts.</summary>
internal static class PredefinedMacros
{
    private static readonly (string Name, string Body)[] Rows =
    [
        ("__STDC__", "1"), ("__STDC_VERSION__", "201710L"), ("__STDC_HOSTED__", "1"), ("__GNUC__", "12"), ("__GNUC_MINOR__", "2"), ("__GNUC_PATCHLEVEL__", "0"),
        ("__linux__", "1"), ("__linux", "1"), ("__unix__", "1"), ("__ELF__", "1"), ("__LP64__", "1"), ("_LP64", "1"), ("__CHAR_BIT__", "8"),
        ("__SIZEOF_SHORT__", "2"), ("__SIZEOF_INT__", "4"), ("__SIZEOF_LONG__", "8"), ("__SIZEOF_LONG_LONG__", "8"), ("__SIZEOF_POINTER__", "8"),
        ("__SIZEOF_SIZE_T__", "8"), ("__SIZE_TYPE__", "unsigned long"), ("__PTRDIFF_TYPE__", "long"), ("__WCHAR_TYPE__", "int"), ("__WINT_TYPE__", "unsigned int"),
        ("__INT8_TYPE__", "signed char"), ("__INT16_TYPE__", "short"), ("__INT32_TYPE__", "int"), ("__INT64_TYPE__", "long"), ("__UINT8_TYPE__", "unsigned char"),
        ("__UINT16_TYPE__", "unsigned short"), ("__UINT32_TYPE__", "unsigned int"), ("__UINT64_TYPE__", "unsigned long"), ("__INTPTR_TYPE__", "long"),
        ("__UINTPTR_TYPE__", "unsigned long"), ("__INTMAX_TYPE__", "long"), ("__UINTMAX_TYPE__", "unsigned long"), ("__SCHAR_MAX__", "127"),
        ("__SHRT_MAX__", "32767"), ("__INT_MAX__", "2147483647"), ("__LONG_MAX__", "9223372036854775807L"), ("__LONG_LONG_MAX__", "9223372036854775807LL"),
        ("__ORDER_LITTLE_ENDIAN__", "1234"), ("__ORDER_BIG_ENDIAN__", "4321"), ("__BYTE_ORDER__", "__ORDER_LITTLE_ENDIAN__"), ("__OPTIMIZE__", "1"),
        ("__BPF_TRACING__", "1"), ("BPFTRACE_HAVE_BTF", "1"), ("_GNU_SOURCE", "1"),
        ("__extension__", ""), ("__restrict", ""), ("__restrict__", ""), ("restrict", ""), ("__inline", "inline"), ("__inline__", "inline"), ("__const", "const"),
        ("__signed__", "signed"), ("__signed", "signed"), ("__volatile__", "volatile"), ("__volatile", "volatile"), ("__attribute", "__attribute__"), ("_Noreturn", ""),
    ];

    private static readonly (string Name, string Body)[] KernelRows = [("__KERNEL__", "1"), ("KBUILD_MODNAME", "\"script\"")];

    /// <summary>Fills a table of macros.</summary>
    /// <param name="macros">The table.</param>
    /// <param name="forKernel">For headers of the kernel.</param>
    public static void AddTo(Dictionary<string, CMacro> macros, bool forKernel)
    {
        foreach ((string name, string body) in Rows)
            Add(macros, name, body);
        foreach ((string name, string body) in forKernel ? KernelRows : [])
            Add(macros, name, body);
        bool isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        Add(macros, isArm ? "__aarch64__" : "__x86_64__", "1");
    }

    private static void Add(Dictionary<string, CMacro> macros, string name, string body) =>
        macros[name] = new CMacro(name, null, false, CLexer.LineOf(body), IsPredefined: true);
}
