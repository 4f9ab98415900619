using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Borescope.Btf;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Sources.Reads;

namespace Borescope.Sources;

/// <summary>From C to an object: in a folder of its own, with the kernel's types as a header.</summary>
internal static class CBuild
{
    private const string MacrosName = "bpf_macros.h", FunctionsName = "bpf_functions.h", HeaderName = "borescope.h";

    /// <summary>Compiles a program in the short form: names say what is attached where, and reads follow pointers.</summary>
    /// <param name="kernel">The kernel whose types it uses.</param>
    /// <param name="text">The program.</param>
    /// <param name="options">More arguments for clang.</param>
    internal static ObjectSpec Program(RunningKernel kernel, string text, IReadOnlyList<string> options) => InFolder(folder =>
    {
        // The kernel's types are prepared once for both passes, which also keeps them out of what the first one tells.
        var types = WriteHeaders(kernel, folder);
        var header = Path.Combine(folder, "kernel.h");
        var prepared = header + ".pch";
        System.IO.File.WriteAllText(header, Includes);
        CCompiler.Prepare(header, prepared, options);
        IReadOnlyList<string> withHeader = [.. options, "-include-pch", prepared];
        var source = Path.Combine(folder, "program.c");
        var plain = Encoding.UTF8.GetBytes($"#include \"{FunctionsName}\"\n{Licence(text)}{TracepointRecords.Of(text, kernel.Facts)}#line 1 \"program\"\n{ShortForms.Expand(text, namesAreSections: true)}");
        System.IO.File.WriteAllBytes(source, plain);
        if (SyntaxReader.Read(CCompiler.Describe(source, withHeader), plain, source) is { } unit)
            System.IO.File.WriteAllBytes(source, FollowedReads.Follow(plain, unit, types));
        return Compile(source, withHeader, "program");
    });

    /// <summary>Compiles a file whose functions say themselves what they are.</summary>
    /// <param name="kernel">The kernel whose types it uses.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="path">Its path, for messages and as the object's name.</param>
    /// <param name="options">More arguments for clang.</param>
    internal static ObjectSpec File(RunningKernel kernel, string text, string path, IReadOnlyList<string> options) => InFolder(folder =>
    {
        WriteHeaders(kernel, folder);
        var source = Path.Combine(folder, "program.c");
        var quoted = path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        System.IO.File.WriteAllText(source, $"{Includes}#include \"{FunctionsName}\"\n{Licence(text)}#line 1 \"{quoted}\"\n{ShortForms.Expand(text, namesAreSections: false)}");
        return Compile(source, options, Path.GetFileName(path));
    });

    private static string Includes => $"#include \"vmlinux.h\"\n#include \"{MacrosName}\"\n#include \"{HeaderName}\"\n";

    private static string Licence(string text) => text.Contains("\"license\"", StringComparison.Ordinal) ? "" : "char ___license[] SEC(\"license\") = \"GPL\";\n";

    private static ObjectSpec InFolder(Func<string, ObjectSpec> build)
    {
        var folder = Directory.CreateTempSubdirectory("borescope-").FullName;
        try
        {
            return build(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ObjectSpec Compile(string source, IReadOnlyList<string> options, string name)
    {
        var target = Path.ChangeExtension(source, ".bpf.o");
        CCompiler.Compile(source, target, options);
        return ObjectSpec.Read(System.IO.File.ReadAllBytes(target), name);
    }

    private static BtfSpec WriteHeaders(RunningKernel kernel, string folder)
    {
        if (kernel.Btf is not { } types)
            throw new BpfException($"this kernel does not show its types: {kernel.BtfDiagnostic}", KernelOperation.BtfLoad, "vmlinux", "a kernel with CONFIG_DEBUG_INFO_BTF does");
        using (var writer = new StreamWriter(Path.Combine(folder, "vmlinux.h"), append: false, new UTF8Encoding(false), 1 << 16))
            BtfCHeader.Write(types.Vmlinux, writer);
        System.IO.File.WriteAllText(Path.Combine(folder, MacrosName), HelperPrototypes.Text() + Resource(MacrosName));
        foreach (var name in (ReadOnlySpan<string>)[FunctionsName, "bpf_usdt.h", HeaderName])
            System.IO.File.WriteAllText(Path.Combine(folder, name), Resource(name));
        return types.Vmlinux;
    }

    private static string Resource(string name)
    {
        using var resource = typeof(CBuild).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing from the assembly");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
