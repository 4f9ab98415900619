using System;
using System.Diagnostics;
using Borescope.Btf;
using Borescope.Kernel;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed class KernelBtfTests
{
    private static KernelBtf Open()
    {
        Assert.SkipUnless(SystemCalls.Instance.Access("/sys/kernel/btf/vmlinux", AccessMode.Read) == 0, "this kernel has no readable BTF");
        Assert.True(KernelBtf.TryOpen(SystemCalls.Instance, out var btf, out var diagnostic), diagnostic);
        return btf!;
    }

    [Fact]
    public void Task_struct_has_a_size_and_a_comm_of_sixteen_characters()
    {
        using var btf = Open();
        Assert.True(btf.TryFind("task_struct", BtfKind.Struct, out var task));
        Assert.True(task.Size > 1000);
        Assert.True(task.TryFindMember("comm", out var comm));
        Assert.Equal("char[16]", comm.Type.ToString());
        Assert.True(comm.Type.Target.IsChar);
        Assert.True(task.TryFindMember("real_parent", out var parent));
        Assert.Equal("struct task_struct *", parent.Type.ToString());
    }

    [Fact]
    public void Members_of_anonymous_unions_are_found_with_their_offset_from_the_outer_struct()
    {
        using var btf = Open();
        Assert.True(btf.TryFind("sock_common", BtfKind.Struct, out var sock));
        Assert.True(sock.TryFindMember("skc_daddr", out var address));
        Assert.True(sock.TryFindMember("skc_rcv_saddr", out var local));
        Assert.Equal(address.Offset + 4, local.Offset);
    }

    [Fact]
    public void The_index_and_the_scan_find_the_same_types()
    {
        using var scanned = Open();
        using var indexed = Open();
        for (var round = 0; round < 20; round++)
            indexed.TryFind("no such name", BtfKind.Struct, out _);
        foreach (var name in new[] { "file", "sock", "vfs_read", "u32", "pid_type", "do_sys_openat2", "nothing_of_this_name" })
        {
            foreach (var kind in new[] { BtfKind.Struct, BtfKind.Function, BtfKind.Typedef, BtfKind.Enum })
            {
                Assert.Equal(scanned.Vmlinux.TryFind(name, kind, out var left), indexed.Vmlinux.TryFind(name, kind, out var right));
                Assert.Equal(left.Id, right.Id);
            }
        }
    }

    [Fact]
    public void The_names_of_functions_are_known_before_and_after_the_types_are_opened()
    {
        using var btf = Open();
        using var kernel = new RunningKernel();
        var functions = 0;
        foreach (var function in btf.Vmlinux.OfKind(BtfKind.Function))
        {
            if (functions++ % 500 == 0)
                Assert.True(kernel.MayHaveFunction(function.Name), function.Name);
        }

        Assert.True(functions > 10_000);
        Assert.False(kernel.MayHaveFunction("vfs_rea"));
        Assert.NotNull(kernel.Btf);
        Assert.True(kernel.MayHaveFunction("vfs_read"));
        Assert.False(kernel.MayHaveFunction("real_parent"), "a member, once the types are open");
    }

    [Fact]
    public void A_function_prints_its_prototype()
    {
        using var btf = Open();
        Assert.True(btf.TryFind("vfs_read", BtfKind.Function, out var function));
        Assert.Equal("ssize_t vfs_read(struct file *file, char *buf, size_t count, loff_t *pos)", function.ToString());
        Assert.Equal(4, function.Parameters.Count);
        Assert.Equal("count", function.Parameters[2].Name);
        Assert.Equal(8, function.Parameters[2].Type.Size);
    }

    [Fact]
    public void The_first_lookup_allocates_less_than_four_megabytes()
    {
        Open().Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        using var btf = Open();
        Assert.True(btf.TryFind("task_struct", BtfKind.Struct, out _));
        watch.Stop();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.Elapsed.TotalMilliseconds} ms, {allocated} bytes");
        Assert.InRange(allocated, 0, 4 << 20);
    }

    [Fact]
    public void Every_type_of_the_kernel_can_be_named_and_measured()
    {
        using var btf = Open();
        long size = 0;
        var named = 0;
        for (var id = btf.Vmlinux.FirstId; id < btf.Vmlinux.EndId; id++)
        {
            var type = btf.Vmlinux[id];
            size += type.Size;
            named += type.ToString().Length > 0 ? 1 : 0;
            foreach (var member in type.Members)
                size += member.Offset;
            foreach (var value in type.EnumValues)
                named += value.Name.Length > 0 ? 1 : 0;
        }

        Assert.True(named > 10_000 && size > 0);
    }
}
