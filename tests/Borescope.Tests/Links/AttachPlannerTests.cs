using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Borescope.Compiler;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Tests.Kernel;

namespace Borescope.Tests.Links;

/// <summary>What the planner chooses on kernels with different abilities; the table lies in plans.txt.</summary>
public sealed unsafe class AttachPlannerTests
{
    private sealed class Types : IKernelTypeIds
    {
        public uint FunctionId(string name) => name.StartsWith("no_", StringComparison.Ordinal) ? 0u : 100;

        public uint TypedefId(string name) => 200;
    }

    public static TheoryData<string> Rows()
    {
        var rows = new TheoryData<string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Links", "plans.txt")))
        {
            if (line.Length > 0 && line[0] != '#')
                rows.Add(line);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_plan_follows_from_what_the_kernel_can(string row)
    {
        var columns = row.Split('|', StringSplitOptions.TrimEntries);
        var planner = new AttachPlanner(new KernelFacts(Fake(columns[0]), static () => new Types()));
        var request = Request(columns[1]);
        Assert.True(AttachMechanismText.TryParse(columns[2], out var mechanism));
        request = request with { Mechanism = mechanism };
        if (columns[3].StartsWith('!'))
        {
            var error = Assert.Throws<BpfException>(() => planner.Plan(request));
            Assert.Contains(columns[3][1..].Trim(), error.Message, StringComparison.Ordinal);
            Assert.Contains(request.Describe(), error.Message, StringComparison.Ordinal);
            return;
        }

        var plans = planner.PlanAlternatives(request);
        Assert.Equal(columns[3], string.Join(" ", plans.Select(static plan => plan.Mechanism.ToString())));
        Assert.Contains(columns[4], plans[0].Text, StringComparison.Ordinal);
        Assert.Equal(
            plans[0].Mechanism == AttachMechanism.Multi,
            plans[0].ExpectedAttachType is BpfAttachType.KprobeMulti or BpfAttachType.UprobeMulti or BpfAttachType.KprobeSession or BpfAttachType.UprobeSession);
        Assert.True(mechanism == AttachMechanism.Auto || plans.Count == 1);
    }

    private static ProbeRequest Request(string text)
    {
        var words = text.Split(' ');
        var count = words.Length > 1 && int.TryParse(words[1], out var number) ? number : 1;
        var targets = Enumerable.Range(0, count).Select(static index => new KernelTarget($"f{index}")).ToArray();
        var places = Enumerable.Range(0, count).Select(static index => new UserTarget((ulong)index * 16)).ToArray();
        return words[0] switch
        {
            "kprobe" => new KprobeRequest(targets, false),
            "kprobe-cookie" => new KprobeRequest(targets, false) { NeedsCookie = true },
            "uprobe-cookie" => new UprobeRequest("/bin/sh", places, false) { NeedsCookie = true },
            "profile-cookie" => PerfEventRequest.Profile(99, "profile:hz:99") with { NeedsCookie = true },
            "watchpoint" => PerfEventRequest.Watchpoint(0x1000, 8, "rw", "watchpoint:0x1000:8:rw"),
            "kprobe-session" => new KprobeRequest(targets, false) { IsSession = true },
            "uprobe-session" => new UprobeRequest("/bin/sh", places, false) { IsSession = true },
            "fmod-ret" => new TracingRequest(BpfAttachType.ModifyReturn, "fmod_ret/f"),
            "typed" => new TracingRequest(BpfAttachType.TraceRawTracepoint, "tp_btf/f"),
            "iter" => new IteratorRequest("task", 300),
            "kretprobe" => new KprobeRequest(targets, true),
            "maxactive" => new KprobeRequest(targets, true) { MaxActive = 100 },
            "offset" => new KprobeRequest([.. targets, new KernelTarget("g", Offset: 8)], false),
            "unknown" => new KprobeRequest([new KernelTarget("no_such")], false),
            "uprobe" => new UprobeRequest("/bin/sh", places, false),
            "uprobe-pid" => new UprobeRequest("/bin/sh", places, false) { ProcessId = 1 },
            "uprobe-semaphore" => new UprobeRequest("/bin/sh", [new UserTarget(16, ReferenceCounterOffset: 8)], false),
            "uprobe-blank" => new UprobeRequest("/my bin/sh", places, false),
            "fentry" => new FentryRequest("f", 100, false),
            "fexit" => new FentryRequest("f", 100, true),
            "tracepoint" => new TracepointRequest("sched", "sched_switch"),
            "raw" => new RawTracepointRequest("sys_enter"),
            "raw-typed" => new RawTracepointRequest("sys_enter") { BtfId = 200 },
            "profile" => PerfEventRequest.Profile(99, "profile:hz:99"),
            _ => throw new ArgumentException(text),
        };
    }

    /// <summary>A kernel with the named abilities.</summary>
    internal static FakeSystemCalls Fake(string abilities)
    {
        var has = new HashSet<string>(abilities.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        var calls = new FakeSystemCalls();
        calls.Files["/proc/self/status"] = $"CapEff:\t{(has.Contains("unprivileged") ? "0000000000000000" : "000001ffffffffff")}\n";
        calls.Files["/sys/devices/system/cpu/online"] = "0-3\n";
        calls.Files["/bin/sh"] = "";
        if (!has.Contains("unprivileged"))
            calls.Files["/sys/kernel/tracing/events/sched/enable"] = "";
        if (has.Contains("pmu"))
        {
            calls.Files["/sys/bus/event_source/devices/kprobe/type"] = "8\n";
            calls.Files["/sys/bus/event_source/devices/kprobe/format/retprobe"] = "config:0\n";
            calls.Files["/sys/bus/event_source/devices/uprobe/type"] = "9\n";
            calls.Files["/sys/bus/event_source/devices/uprobe/format/retprobe"] = "config:0\n";
        }

        if (has.Contains("refctr"))
            calls.Files["/sys/bus/event_source/devices/uprobe/format/ref_ctr_offset"] = "config:32-63\n";
        if (has.Contains("events"))
        {
            calls.Files["/sys/kernel/tracing/kprobe_events"] = "";
            calls.Files["/sys/kernel/tracing/uprobe_events"] = "";
            calls.Files["/sys/kernel/tracing/dynamic_events"] = "";
        }

        calls.OnBpf = (command, attributes, size) =>
        {
            if (command == BpfCommand.ProgramLoad)
            {
                var load = (ProgramLoadAttributes*)attributes;
                if (load->Type == (uint)BpfProgramType.Tracing && !has.Contains("fentry"))
                    return -(int)Errno.EPERM;

                // Asking for a helper: only the cookie helper is ever asked for here.
                if (*(byte*)load->Instructions == 0x85)
                {
                    if (!has.Contains("cookie") && load->LogSize > 0)
                        "unknown func#174"u8.CopyTo(new Span<byte>((void*)load->LogBuffer, 32));
                    return has.Contains("cookie") ? calls.Make() : -(int)Errno.EINVAL;
                }

                return calls.Make();
            }

            if (command != BpfCommand.LinkCreate)
                return -(int)Errno.EINVAL;
            var link = (LinkCreateAttributes*)attributes;
            Assert.Contains(link->Program, calls.Descriptors);
            return -(int)((BpfAttachType)link->AttachType switch
            {
                BpfAttachType.PerfEvent => has.Contains("link") ? Errno.EBADF : Errno.EINVAL,
                BpfAttachType.KprobeMulti => has.Contains("multi") ? Errno.EFAULT : Errno.EOPNOTSUPP,
                BpfAttachType.KprobeSession => has.Contains("sessions") ? Errno.EFAULT : Errno.EINVAL,
                BpfAttachType.UprobeSession => has.Contains("sessions") ? Errno.EBADF : Errno.EINVAL,
                BpfAttachType.UprobeMulti when link->UprobePid == 0 => has.Contains("umulti") || has.Contains("umulti-old") ? Errno.EBADF : Errno.EINVAL,
                BpfAttachType.UprobeMulti => has.Contains("umulti") ? Errno.EINVAL : Errno.EBADF,
                _ => Errno.EINVAL,
            });
        };
        return calls;
    }
}
