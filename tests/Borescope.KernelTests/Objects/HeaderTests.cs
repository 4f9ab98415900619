using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Borescope.Btf;
using Borescope.Kernel;
using Borescope.KernelTests.Library;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.KernelTests.Objects;

/// <summary>The C header that is made of the kernel's types.</summary>
[Collection(KernelObjects.Name)]
public sealed class HeaderTests
{
    [Fact]
    public void Clang_takes_the_header_and_lays_out_every_structure_as_the_kernel_does()
    {
        Assert.SkipUnless(SystemCalls.Instance.Access("/sys/kernel/btf/vmlinux", AccessMode.Read) == 0, "this kernel has no readable BTF");
        using var kernel = new RunningKernel();
        BtfSpec spec = kernel.Btf!.Vmlinux;
        string folder = Directory.CreateTempSubdirectory("borescope-header-").FullName;
        try
        {
            using (StreamWriter writer = new(Path.Combine(folder, "vmlinux.h")))
                BtfCHeader.Write(spec, writer);
            (string source, int checks) = Source(spec);
            Assert.True(checks > 20_000, $"{checks} checks");
            File.WriteAllText(Path.Combine(folder, "layout.c"), source);
            (int code, _, string error) = ObjectPrograms.TryRun(
                "clang-19", "-target", "bpf", "-O0", "-ferror-limit=20", "-fsyntax-only", "-I", folder, Path.Combine(folder, "layout.c"));
            Assert.True(code == 0 && error.Length == 0, error[..Math.Min(error.Length, 4000)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_definition_alone_reads_as_in_the_header()
    {
        Assert.SkipUnless(SystemCalls.Instance.Access("/sys/kernel/btf/vmlinux", AccessMode.Read) == 0, "this kernel has no readable BTF");
        using var kernel = new RunningKernel();
        using var header = new StringWriter();
        BtfCHeader.Write(kernel.Btf!.Vmlinux, header);
        string all = header.ToString();
        foreach ((string name, BtfKind kind) in new[] { ("task_struct", BtfKind.Struct), ("bpf_attr", BtfKind.Union), ("pid_type", BtfKind.Enum) })
        {
            Assert.True(kernel.Btf.TryFind(name, kind, out BtfType type));
            using var definition = new StringWriter();
            BtfCHeader.WriteDefinition(type, definition);
            Assert.Contains($" {name} {{\n\t", definition.ToString(), StringComparison.Ordinal);
            Assert.Contains(definition.ToString(), all, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => BtfCHeader.WriteDefinition(default, TextWriter.Null));
    }

    // Of several types of one name only the first is called so.
    private static (string Source, int Checks) Source(BtfSpec spec)
    {
        StringBuilder text = new("#define BPF_NO_PRESERVE_ACCESS_INDEX\n#include \"vmlinux.h\"\n#define CHECK(e) _Static_assert(e, #e)\n");
        HashSet<string> seen = [];
        int checks = 0;
        for (uint id = 1; id < spec.EndId; id++)
        {
            BtfType type = spec[id];
            if (type.Kind is BtfKind.Enum or BtfKind.Enum64 && type.Count > 0)
                seen.Add(type.Name);
            // The size of a va_list is the compiler's choice.
            if (type.TryFindMember("args", out BtfMember arguments) && arguments.Type.Name == "va_list")
                continue;
            if (type.Kind is not (BtfKind.Struct or BtfKind.Union) || type.Name.Length == 0 || type.Name.Contains(':', StringComparison.Ordinal) || !seen.Add(type.Name))
                continue;
            string name = type.ToString();
            text.Append(CultureInfo.InvariantCulture, $"CHECK(sizeof({name}) == {type.RecordedSize});\n");
            checks++;
            HashSet<string> members = [];
            foreach (BtfMember member in type.Members)
            {
                if (member.Name.Length == 0 || member.IsBitfield || !members.Add(member.Name))
                    continue;
                text.Append(CultureInfo.InvariantCulture, $"CHECK(__builtin_offsetof({name}, {member.Name}) == {member.Offset});\n");
                checks++;
            }
        }

        return (text.ToString(), checks);
    }
}
