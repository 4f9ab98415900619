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
        TestProgram.RequireTracing();
        using var kernel = new RunningKernel();
        Assert.SkipUnless(kernel.Features.Has(KernelFeature.KprobePmu), "this kernel has no kprobes (CONFIG_KPROBES)");
        LabScope.Require(isChosen: false);
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(f => Directory.Exists(f) && Directory.EnumerateFiles(f, "clang*").Any()), "clang is not installed");
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
}
