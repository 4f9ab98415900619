using System;
using System.IO;
using System.Linq;
using Borescope.Kernel;
using Borescope.KernelTests.Machines;
using Borescope.Maps;
using Borescope.Sources;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed class CProgramKprobeTests
{
    [Fact]
    public void Parameters_behind_the_context_come_from_the_registers()
    {
        Require();
        using CProgram program = CProgram.Compile(
            """
            struct name { char text[32]; };
            BPF_HASH(names, u32, struct name);
            BPF_HASH(calls, u32);

            int kprobe__do_sys_openat2(struct pt_regs *ctx, int dfd, const char *filename)
            {
                u32 pid = bpf_get_current_pid_tgid() >> 32;
                struct name name = {};
                if (pid != PID)
                    return 0;
                bpf_probe_read_user_str(name.text, sizeof(name.text), filename);
                if (name.text[0] == '/' && name.text[1] == 'B')
                    names.update(&pid, &name);
                return 0;
            }

            int counted(void *ctx)
            {
                u32 pid = bpf_get_current_pid_tgid() >> 32;
                calls.increment(pid);
                return 0;
            }
            """,
            $"-DPID={Environment.ProcessId}");
        program.Attach();
        program.AttachKprobe(program.GetSyscallFunctionName("openat"), "counted");
        Assert.Throws<FileNotFoundException>(() => File.OpenRead("/Borescope-was-here"));
        var value = new byte[32];
        Assert.True(program.Maps["names"].TryLookup(BitConverter.GetBytes(Environment.ProcessId), value));
        Assert.StartsWith("/Borescope-was-here\0", System.Text.Encoding.UTF8.GetString(value), StringComparison.Ordinal);
        Assert.True(new BpfMap<uint, ulong>(program.Maps["calls"]).TryGet((uint)Environment.ProcessId, out ulong calls) && calls >= 1);
    }

    [Fact]
    public void Arguments_of_kernel_functions_are_read()
    {
        Require();
        using CProgram program = CProgram.Compile(
            """
            #include <linux/fs.h>
            BPF_HASH(opened, u32, struct file *);
            BPF_ARRAY(values, u64, 8);

            int kprobe__vfs_read(struct pt_regs *ctx, struct file *file, char *buffer, size_t count)
            {
                u32 pid = bpf_get_current_pid_tgid() >> 32;
                if (pid != PID || file->f_path.dentry->d_name.name[0] != 'b' || file->f_path.dentry->d_name.len != 15)
                    return 0;
                values.increment(0);
                values.increment(1, file->f_inode->i_size);
                opened.update(&pid, &file);
                return 0;
            }

            int kretprobe__vfs_read(struct pt_regs *ctx)
            {
                u32 pid = bpf_get_current_pid_tgid() >> 32;
                struct file **file = opened.lookup(&pid);
                if (file) {
                    struct file *f = *file;
                    values.increment(2, f->f_inode->i_size);
                    opened.delete(&pid);
                }
                return 0;
            }
            """,
            $"-DPID={Environment.ProcessId}");
        var path = Path.Combine(Path.GetTempPath(), $"b{Environment.ProcessId:d14}");
        File.WriteAllText(path, new string('x', 1234));
        try
        {
            using var file = File.OpenHandle(path);
            program.Attach();
            using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
            stream.ReadExactly(new byte[10]);
        }
        finally
        {
            File.Delete(path);
        }

        BpfMap<uint, ulong> values = new(program.Maps["values"]);
        Assert.Equal([1ul, 1234ul, 1234ul], Enumerable.Range(0, 3).Select(index => values[(uint)index]));
    }

    private static void Require()
    {
        TestProgram.RequireTracing();
        using var kernel = new RunningKernel();
        Assert.SkipUnless(kernel.Features.Has(KernelFeature.KprobePmu), "this kernel has no kprobes (CONFIG_KPROBES)");
        LabScope.Require(isChosen: false);
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(f => Directory.Exists(f) && Directory.EnumerateFiles(f, "clang*").Any()), "clang is not installed");
    }
}
