using System;
using System.Text;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Maps;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed class IteratorTests
{
    private const int SeqWrite = 127;

    private static readonly RunningKernel Kernel = new();

    /// <summary>Writes a letter for each object; <paramref name="member"/> is where the context has the object's pointer, null at the end of the walk.</summary>
    private static ProgramSpec Letters(string name, char letter, short member) => new()
    {
        Name = name,
        Type = BpfProgramType.Tracing,
        Instructions =
        [
            new(0x79, 7, 1, member, 0), new(0x15, 7, 0, 8, 0), new(0x79, 6, 1, 0, 0), new(0x79, 1, 6, 0, 0), new(0x72, 10, 0, -1, letter), new(0xbf, 2, 10, 0, 0),
            new(0x07, 2, 0, 0, -1), new(0xb7, 3, 0, 0, 1), new(BpfOpcode.HelperCall, 0, 0, 0, SeqWrite), new(0xb7, 0, 0, 0, 0),
            new(0xb7, 0, 0, 0, 0), new(BpfOpcode.ExitProgram, 0, 0, 0, 0),
        ],
    };

    private static LoadedObject Empty()
    {
        TestProgram.RequireTracing();
        return new ObjectLoader(SystemCalls.Instance, Kernel).Load(new ObjectSpec());
    }

    private static string Walk(Link link)
    {
        using var reader = Assert.IsType<IteratorLink>(link).Open();
        var text = new StringBuilder();
        Span<byte> buffer = new byte[4096];
        while (reader.Read(buffer) is var count and > 0)
            text.Append(Encoding.ASCII.GetString(buffer[..count]));
        return text.ToString();
    }

    [Fact]
    public void Tasks_are_walked_all_or_those_of_one_process()
    {
        using var target = Empty();
        var attacher = new ProbeAttacher(Kernel.Facts);
        string all;
        using (var link = attacher.Attach(target, Letters("letters", 'A', 8), new IteratorRequest("task"), out _))
            all = Walk(link);
        Assert.True(all.Length > 2);
        Assert.DoesNotContain(all, letter => letter != 'A');
        Assert.SkipUnless(Kernel.Btf!.TryFind("bpf_iter_link_info", Compiler.Btf.BtfKind.Union, out var scopes) && scopes.TryFindMember("task", out _), "iterators keep to no process here (older than 6.1)");
        using (var link = attacher.Attach(target, Letters("letters", 'B', 8), new IteratorRequest("task") { ThreadId = Environment.ProcessId }, out _))
        {
            Assert.Equal("B", Walk(link));
            var info = Assert.IsType<IteratorLinkInfo>(Assert.Single(link.ReadInfo()));
            Assert.Equal(("task", (uint)Environment.ProcessId), (info.Kind, info.ThreadId));
        }

        using (var link = attacher.Attach(target, Letters("letters", 'C', 8), new IteratorRequest("task") { ProcessId = Environment.ProcessId }, out _))
            Assert.InRange(Walk(link).Length, 2, 1000);
    }

    [Fact]
    public void The_elements_of_one_map_are_walked()
    {
        using var target = Empty();
        using var raw = BpfMap.Create(new MapSpec { Name = "walked", Type = BpfMapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 100 });
        var map = new BpfMap<int, long>(raw);
        for (var key = 0; key < 70; key++)
            map[key] = key;
        var attacher = new ProbeAttacher(Kernel.Facts);
        Link link;
        try
        {
            link = attacher.Attach(target, Letters("elements", 'E', 16), new IteratorRequest("bpf_map_elem") { Map = raw }, out _);
        }
        catch (VerifierException error) when (error.Message.Contains("(EPERM)", StringComparison.Ordinal))
        {
            Assert.Skip("this kernel's policy refuses iterators over the elements of maps");
            return;
        }

        using var attached = link;
        Assert.Equal(new string('E', 70), Walk(link));
        Assert.Equal(raw.ReadInfo().Id, Assert.IsType<IteratorLinkInfo>(link.ReadInfo()[0]).MapId);
        var unnamed = Assert.Throws<BpfException>(() => attacher.Attach(target, Letters("elements", 'E', 16), new IteratorRequest("bpf_map_elem"), out _));
        Assert.Contains("need that map", unnamed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_of_an_iterator_is_exchanged_in_place()
    {
        using var target = Empty();
        var attacher = new ProbeAttacher(Kernel.Facts);
        var request = new IteratorRequest("bpf_map");
        using var raw = BpfMap.Create(new MapSpec { Name = "one", Type = BpfMapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 });
        using var link = attacher.Attach(target, Letters("old", 'o', 8), request, out var plan);
        Assert.Matches("^o+$", Walk(link));
        Assert.True(link.CanUpdate);
        link.Update(target.Load(plan.Apply(Letters("new", 'n', 8))));
        Assert.Matches("^n+$", Walk(link));
    }

    [Fact]
    public void Control_groups_are_walked_from_one_of_them()
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(Kernel.Btf is { } btf && btf.TryFind("bpf_iter_cgroup", Compiler.Btf.BtfKind.Function, out _), "this kernel cannot walk control groups (6.1)");
        using var groups = new CgroupFolder();
        using var target = Empty();
        var attacher = new ProbeAttacher(Kernel.Facts);
        var request = new IteratorRequest("cgroup") { CgroupPath = groups.Root, CgroupOrder = CgroupOrder.SelfOnly };
        using var link = attacher.Attach(target, Letters("groups", 'G', 8), request, out _);
        Assert.Equal("G", Walk(link));
        Assert.Throws<BpfException>(() => attacher.Attach(target, Letters("groups", 'G', 8), request with { CgroupPath = groups.Root + "/nothing" }, out _));
    }
}
