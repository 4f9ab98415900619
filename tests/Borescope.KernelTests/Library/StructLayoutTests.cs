using System.Runtime.CompilerServices;
using Borescope.Btf;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Maps;
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
        Check("bpf_attr", "btf_vmlinux_value_type_id", ref map, ref map.KernelValueType);
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
        Check("bpf_attr", "link_create.iter_info", ref link, ref link.IteratorScope);
        Check("bpf_attr", "link_create.iter_info_len", ref link, ref link.IteratorScopeLength);
        var update = default(LinkCommands.UpdateAttributes);
        Check("bpf_attr", "link_update.new_prog_fd", ref update, ref update.Program);
        var scope = default(IteratorScopeAttributes);
        Check("bpf_iter_link_info", "map.map_fd", ref scope, ref scope.Map);
        Assert.SkipUnless(Kernel.Btf!.TryFind("bpf_iter_link_info", BtfKind.Union, out var scopes) && scopes.TryFindMember("task", out _), "iterators keep to no process here (older than 6.1)");
        Check("bpf_iter_link_info", "cgroup.cgroup_fd", ref scope, ref scope.Cgroup);
        Check("bpf_iter_link_info", "task.pid", ref scope, ref scope.Process);
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.PerfLink), "this kernel has no perf links (5.15)");
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
        var map = default(MapInfo.Record);
        Check("bpf_map_info", "name", ref map, ref map.Name[0]);
        Check("bpf_map_info", "btf_id", ref map, ref map.TypesId);
        Check("bpf_map_info", "btf_value_type_id", ref map, ref map.ValueTypeId);
        Check("bpf_map_info", "map_extra", ref map, ref map.Extra);
        var program = default(ProgramInfoRecord);
        Check("bpf_prog_info", "xlated_prog_insns", ref program, ref program.TranslatedCode);
        Check("bpf_prog_info", "name", ref program, ref program.Name[0]);
        Check("bpf_prog_info", "map_ids", ref program, ref program.MapIds);
        Check("bpf_prog_info", "created_by_uid", ref program, ref program.UserId);
        Check("bpf_prog_info", "run_cnt", ref program, ref program.RunCount);
        Check("bpf_prog_info", "recursion_misses", ref program, ref program.RecursionMisses);
        Check("bpf_prog_info", "verified_insns", ref program, ref program.VerifiedInstructions);
        Assert.SkipUnless(Kernel.Btf!.TryFind("bpf_link_info", BtfKind.Struct, out var info) && info.TryFindMember("kprobe_multi", out var multi) && multi.Type.TryFindMember("missed", out _), "the kernel counts no missed hits (older than 6.7)");
        var link = default(LinkInfoRecord);
        Check("bpf_link_info", "raw_tracepoint.tp_name_len", ref link, ref link.RawNameLength);
        Check("bpf_link_info", "tracing.target_btf_id", ref link, ref link.TracingTargetType);
        Check("bpf_link_info", "iter.target_name_len", ref link, ref link.IteratorNameLength);
        Check("bpf_link_info", "iter.map.map_id", ref link, ref link.IteratorMap);
        Check("bpf_link_info", "iter.task.pid", ref link, ref link.IteratorProcess);
        Check("bpf_link_info", "kprobe_multi.addrs", ref link, ref link.KprobeAddresses);
        Check("bpf_link_info", "kprobe_multi.count", ref link, ref link.KprobeCount);
        Check("bpf_link_info", "kprobe_multi.flags", ref link, ref link.KprobeFlags);
        Check("bpf_link_info", "kprobe_multi.missed", ref link, ref link.KprobeMultiMissed);
        Check("bpf_link_info", "perf_event.type", ref link, ref link.PerfType);
        Check("bpf_link_info", "perf_event.kprobe.func_name", ref link, ref link.PerfName);
        Check("bpf_link_info", "perf_event.kprobe.offset", ref link, ref link.PerfOffset);
        Check("bpf_link_info", "perf_event.kprobe.addr", ref link, ref link.PerfAddress);
        Check("bpf_link_info", "perf_event.kprobe.missed", ref link, ref link.PerfMissed);
        Check("bpf_link_info", "perf_event.tracepoint.name_len", ref link, ref link.PerfNameLength);
        Check("bpf_link_info", "perf_event.event.config", ref link, ref link.EventConfig);
        Check("bpf_link_info", "perf_event.event.type", ref link, ref link.EventType);
        Assert.SkipUnless(info.TryFindMember("kprobe_multi", out var newer) && newer.Type.TryFindMember("cookies", out _), "the kernel tells no cookies (older than 6.9)");
        Check("bpf_link_info", "kprobe_multi.cookies", ref link, ref link.KprobeCookies);
        Check("bpf_link_info", "perf_event.kprobe.cookie", ref link, ref link.PerfCookie);
        Check("bpf_link_info", "perf_event.uprobe.cookie", ref link, ref link.ShortCookie);
        Check("bpf_link_info", "perf_event.tracepoint.cookie", ref link, ref link.ShortCookie);
        Check("bpf_link_info", "perf_event.event.cookie", ref link, ref link.ShortCookie);
        Check("bpf_link_info", "uprobe_multi.path", ref link, ref link.UprobePath);
        Check("bpf_link_info", "uprobe_multi.ref_ctr_offsets", ref link, ref link.UprobeReferences);
        Check("bpf_link_info", "uprobe_multi.cookies", ref link, ref link.UprobeCookies);
        Check("bpf_link_info", "uprobe_multi.path_size", ref link, ref link.UprobePathLength);
        Check("bpf_link_info", "uprobe_multi.count", ref link, ref link.UprobeCount);
        Check("bpf_link_info", "uprobe_multi.pid", ref link, ref link.UprobeProcess);
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
