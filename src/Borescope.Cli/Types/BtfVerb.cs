using System;
using System.IO;
using System.Text;
using Borescope.Btf;
using Borescope.Kernel;

namespace Borescope.Cli.Types;

/// <summary>`borescope btf dump`: the kernel's types as a C header.</summary>
internal static class BtfVerb
{
    private const string Usage = """
        usage: borescope btf dump [--format c] [FILE | MODULE]

        Writes the kernel's types as a C header (vmlinux.h) to the standard output: those of the running kernel, of one of its modules,
        or of a file with raw BTF.

        """;

    internal static int Run(string[] arguments)
    {
        if (arguments is [.., "-h" or "--help"])
        {
            Console.Out.Write(Usage);
            return 0;
        }
        string? source = null;
        bool isValid = arguments is ["dump", ..];
        for (int index = 1; index < arguments.Length && isValid; index++)
        {
            if (arguments[index] == "--format")
            {
                isValid = ++index < arguments.Length && arguments[index] == "c";
            }
            else
            {
                isValid = source is null && !arguments[index].StartsWith('-');
                source = arguments[index];
            }
        }
        if (!isValid)
        {
            Console.Error.Write(Usage);
            return 1;
        }
        using RunningKernel kernel = new();
        if (Open(kernel, source, out string? diagnostic) is not { } spec)
        {
            Console.Error.WriteLine($"borescope btf dump: {diagnostic}");
            return 1;
        }
        using Stream output = Console.OpenStandardOutput();
        using StreamWriter writer = new(output, new UTF8Encoding(false), 1 << 16);
        BtfCHeader.Write(spec, writer);
        return 0;
    }

    private static BtfSpec? Open(RunningKernel kernel, string? source, out string? diagnostic)
    {
        diagnostic = null;
        if (source is not null && source.Contains('/', StringComparison.Ordinal))
        {
            BtfSpec.TryOpenFile(SystemCalls.Instance, source, Path.GetFileName(source), null, out BtfSpec? file, out diagnostic);
            return file;
        }
        if (kernel.Btf is not { } btf)
        {
            diagnostic = kernel.BtfDiagnostic;
            return null;
        }
        if (source is null)
        {
            return btf.Vmlinux;
        }
        diagnostic = $"there are no types of a module {source}; a file is named with its path";
        return btf.FindSpec(source);
    }
}
