using System;
using System.IO;
using System.Threading.Tasks;
using Borescope.Kernel;
using Borescope.KernelTests.Library;
using Borescope.KernelTests.Machines;
using Borescope.KernelTests.Scripts;
using Borescope.Maps;
using Borescope.Objects;

namespace Borescope.KernelTests.Objects;

/// <summary>Arguments of static markers, read by an object through the map that <c>bpf/usdt.bpf.h</c> brings.</summary>
[Collection(KernelObjects.Name)]
public sealed class MarkerTests
{
    private const int Arguments = 12;

    private const string Source = """
        #include "vmlinux.h"
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_tracing.h>
        #include <bpf/usdt.bpf.h>
        long values[12];
        long count;
        SEC("usdt")
        int on_marker(struct pt_regs *ctx)
        {
            for (int i = 0; i < 12; i++)
                if (bpf_usdt_arg(ctx, i, &values[i]))
                    return 0;
            count = bpf_usdt_arg_cnt(ctx);
            return 0;
        }
        char LICENSE[] SEC("license") = "GPL";
        """;

    [Fact]
    public async Task All_twelve_arguments_arrive_in_their_sizes_and_signs()
    {
        TestProgram.RequireTracing();
        string target = Path.Combine(await TestPrograms.Folder, "twelve");
        using BpfObject loaded = BpfObject.Load(Build(target, "plain"));
        _ = loaded.Attach("on_marker");
        RunResult result = await Machine.Get("host").RunAsync(target, []);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(Arguments, loaded.Variable<long>("count"));
        Assert.Equal([-16, 0x80000001, -0x7fffffff, 0xcdff, -1, 0xcd, 5, -6, -9, 0xfffffff7, -0x7fff, -77], Values(loaded));
    }

    [Fact]
    public async Task What_the_header_cannot_read_is_refused_by_name()
    {
        TestProgram.RequireTracing();
        string target = Path.Combine(await TestPrograms.Folder, "twelve");
        using BpfObject loaded = BpfObject.Load(Build(target, "indexed"));
        BpfException error = Assert.Throws<BpfException>(() => loaded.Attach("on_marker"));
        Assert.Contains("the argument -8@(%rdi,%rcx,8) is memory at an index", error.Message, StringComparison.Ordinal);
        Assert.Contains("borescope -e", error.Hint, StringComparison.Ordinal);
        Assert.Empty(loaded.Links);
    }

    private static long[] Values(BpfObject loaded)
    {
        VariableSpec values = loaded.Spec.FindVariable("values")!;
        BpfMap map = loaded.Maps[values.Map];
        byte[] section = new byte[map.ValueBytes];
        Assert.True(map.TryLookup(new byte[4], section));
        long[] result = new long[Arguments];
        for (int i = 0; i < result.Length; i++)
            result[i] = BitConverter.ToInt64(section, values.Offset + (i * sizeof(long)));
        return result;
    }

    private static ObjectSpec Build(string target, string marker)
    {
        string folder = Directory.CreateTempSubdirectory("borescope-markers-").FullName;
        try
        {
            string source = Path.Combine(folder, "twelve.bpf.c"), built = Path.Combine(folder, "twelve.bpf.o");
            File.WriteAllText(source, Source);
            ObjectPrograms.Run(
                "clang-19", "-g", "-O2", "-target", "bpf", "-mcpu=v3", "-D__TARGET_ARCH_x86", "-I", ObjectPrograms.Folder, "-I", "/usr/include/x86_64-linux-gnu", "-c", source, "-o", built);
            ObjectSpec spec = ObjectSpec.Read(built);
            spec.Replace(spec.FindProgram("on_marker")! with { AttachTarget = $"{target}:twelve:{marker}" });
            return spec;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
