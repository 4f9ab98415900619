using System.Runtime.CompilerServices;
using Borescope.Btf;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Programs;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.KernelTests.Library;

/// <summary>Our structures against the running kernel's own types.</summary>
public sealed unsafe class StructLayoutTests
{
    private static readonly RunningKernel Kernel = new();

    private static void Check<TStruct, TField>(string kernelType, string member, ref TStruct whole, ref TField part)
        where TStruct : unmanaged
        where TField : unmanaged
    {
        Assert.SkipWhen(Kernel.Btf is null, Kernel.BtfDiagnostic ?? "");
        var offset = (int)Unsafe.ByteOffset(ref Unsafe.As<TStruct, byte>(ref whole), ref Unsafe.As<TField, byte>(ref part));
        Assert.True(Kernel.Btf!.TryFind(kernelType, BtfKind.Union, out var type) || Kernel.Btf.TryFind(kernelType, BtfKind.Struct, out type), kernelType);
        BtfMember found = default;
        long bits = 0;
        foreach (var name in member.Split('.'))
        {
            Assert.True(type.TryFindMember(name, out found), $"{kernelType} has no {member}");
            bits += found.BitOffset;
            type = found.Type;
        }

        Assert.Equal((kernelType, member, bits / 8), (kernelType, member, offset));
    }

    [Fact]
    public void Attributes_of_bpf_agree_with_the_kernel()
    {
        var map = default(MapCreateAttributes);
        Check("bpf_attr", "map_type", ref map, ref map.Type);
        Check("bpf_attr", "map_name", ref map, ref map.Name[0]);
        Check("bpf_attr", "btf_key_type_id", ref map, ref map.KeyType);
        Check("bpf_attr", "map_extra", ref map, ref map.Extra);
        var batch = default(MapBatchAttributes);
        Check("bpf_attr", "batch.out_batch", ref batch, ref batch.OutBatch);
        Check("bpf_attr", "batch.count", ref batch, ref batch.Count);
        Check("bpf_attr", "batch.map_fd", ref batch, ref batch.Map);
        var load = default(ProgramLoadAttributes);
        Check("bpf_attr", "insns", ref load, ref load.Instructions);
        Check("bpf_attr", "log_buf", ref load, ref load.LogBuffer);
        Check("bpf_attr", "prog_name", ref load, ref load.Name[0]);
        Check("bpf_attr", "expected_attach_type", ref load, ref load.ExpectedAttachType);
        Check("bpf_attr", "func_info", ref load, ref load.FunctionInfo);
        Check("bpf_attr", "line_info_cnt", ref load, ref load.LineInfoCount);
        Check("bpf_attr", "attach_btf_id", ref load, ref load.AttachBtfId);
        Check("bpf_attr", "attach_btf_obj_fd", ref load, ref load.AttachProgramOrBtf);
        var run = default(TestRunAttributes);
        Check("bpf_attr", "test.retval", ref run, ref run.ReturnValue);
        Check("bpf_attr", "test.ctx_in", ref run, ref run.ContextInput);
        Check("bpf_attr", "test.ctx_size_in", ref run, ref run.ContextInputSize);
        var raw = default(RawTracepointAttributes);
        Check("bpf_attr", "raw_tracepoint.prog_fd", ref raw, ref raw.Program);
        var link = default(LinkCreateAttributes);
        Check("bpf_attr", "link_create.attach_type", ref link, ref link.AttachType);
        Check("bpf_attr", "link_create.perf_event.bpf_cookie", ref link, ref link.PerfCookie);
        Check("bpf_attr", "link_create.tracing.cookie", ref link, ref link.TracingCookie);
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.PerfLink), "older kernel");
    }

    [Fact]
    public void Multi_links_agree_with_the_kernel()
    {
        Assert.SkipUnless(Kernel.Btf is { } btf && btf.TryFind("bpf_attr", BtfKind.Union, out var attr) && attr.TryFindMember("link_create", out var create) && create.Type.TryFindMember("uprobe_multi", out _), "the kernel is older than 6.6, or has no BTF");
        var link = default(LinkCreateAttributes);
        Check("bpf_attr", "link_create.kprobe_multi.flags", ref link, ref link.KprobeFlags);
        Check("bpf_attr", "link_create.kprobe_multi.cnt", ref link, ref link.KprobeCount);
        Check("bpf_attr", "link_create.kprobe_multi.addrs", ref link, ref link.KprobeAddresses);
        Check("bpf_attr", "link_create.kprobe_multi.cookies", ref link, ref link.KprobeCookies);
        Check("bpf_attr", "link_create.uprobe_multi.offsets", ref link, ref link.UprobeOffsets);
        Check("bpf_attr", "link_create.uprobe_multi.cookies", ref link, ref link.UprobeCookies);
        Check("bpf_attr", "link_create.uprobe_multi.cnt", ref link, ref link.UprobeCount);
        Check("bpf_attr", "link_create.uprobe_multi.pid", ref link, ref link.UprobePid);
    }

    [Fact]
    public void Information_records_agree_with_the_kernel()
    {
        var program = default(ProgramInfoRecord);
        Check("bpf_prog_info", "xlated_prog_insns", ref program, ref program.TranslatedCode);
        Check("bpf_prog_info", "name", ref program, ref program.Name[0]);
        Check("bpf_prog_info", "run_cnt", ref program, ref program.RunCount);
        Check("bpf_prog_info", "recursion_misses", ref program, ref program.RecursionMisses);
        Check("bpf_prog_info", "verified_insns", ref program, ref program.VerifiedInstructions);
        Assert.SkipUnless(Kernel.Btf!.TryFind("bpf_link_info", BtfKind.Struct, out var info) && info.TryFindMember("kprobe_multi", out var multi) && multi.Type.TryFindMember("missed", out _), "the kernel counts no missed hits (older than 6.7)");
        var link = default(LinkInfo);
        Check("bpf_link_info", "kprobe_multi.count", ref link, ref link.MultiCount);
        Check("bpf_link_info", "perf_event.kprobe.addr", ref link, ref link.KprobeAddress);
    }

    [Fact]
    public void Perf_event_attributes_agree_with_the_kernel()
    {
        var perf = default(PerfEventAttributes);
        Check("perf_event_attr", "config", ref perf, ref perf.Config);
        Check("perf_event_attr", "sample_period", ref perf, ref perf.SamplePeriod);
        Check("perf_event_attr", "read_format", ref perf, ref perf.ReadFormat);
        Check("perf_event_attr", "disabled", ref perf, ref perf.Flags);
        Check("perf_event_attr", "wakeup_events", ref perf, ref perf.WakeupEvents);
        Check("perf_event_attr", "kprobe_func", ref perf, ref perf.Config1);
        Check("perf_event_attr", "probe_offset", ref perf, ref perf.Config2);
    }
}
