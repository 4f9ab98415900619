using System;
using Borescope.Compiler;
using Borescope.Kernel;

namespace Borescope.Objects;

/// <summary>The section names that C programs use; one row each. Tracing comes first, the rest is loaded without help in attaching.</summary>
internal static class SectionTable
{
    internal static readonly SectionRow[] Rows =
    [
        new("kprobe", BpfProgramType.Kprobe, BpfAttachType.None, ProgramAttach.Kprobe, SectionFlags.Target),
        new("kretprobe", BpfProgramType.Kprobe, BpfAttachType.None, ProgramAttach.Kretprobe, SectionFlags.Target),
        new("kprobe.multi", BpfProgramType.Kprobe, BpfAttachType.KprobeMulti, ProgramAttach.KprobeMulti, SectionFlags.Target),
        new("kretprobe.multi", BpfProgramType.Kprobe, BpfAttachType.KprobeMulti, ProgramAttach.KretprobeMulti, SectionFlags.Target),
        new("kprobe.session", BpfProgramType.Kprobe, BpfAttachType.KprobeSession, ProgramAttach.KprobeSession, SectionFlags.Target),
        new("ksyscall", BpfProgramType.Kprobe, BpfAttachType.None, ProgramAttach.Ksyscall, SectionFlags.Target),
        new("kretsyscall", BpfProgramType.Kprobe, BpfAttachType.None, ProgramAttach.Kretsyscall, SectionFlags.Target),
        new("uprobe", BpfProgramType.Kprobe, BpfAttachType.None, ProgramAttach.Uprobe, SectionFlags.Target),
        new("uretprobe", BpfProgramType.Kprobe, BpfAttachType.None, ProgramAttach.Uretprobe, SectionFlags.Target),
        new("uprobe.multi", BpfProgramType.Kprobe, BpfAttachType.UprobeMulti, ProgramAttach.UprobeMulti, SectionFlags.Target),
        new("uretprobe.multi", BpfProgramType.Kprobe, BpfAttachType.UprobeMulti, ProgramAttach.UretprobeMulti, SectionFlags.Target),
        new("uprobe.session", BpfProgramType.Kprobe, BpfAttachType.UprobeSession, ProgramAttach.UprobeSession, SectionFlags.Target),
        new("usdt", BpfProgramType.Kprobe, BpfAttachType.None, ProgramAttach.Usdt, SectionFlags.Target),
        new("uprobe.s", BpfProgramType.Kprobe, BpfAttachType.None, ProgramAttach.Uprobe, SectionFlags.Target | SectionFlags.Sleepable),
        new("uretprobe.s", BpfProgramType.Kprobe, BpfAttachType.None, ProgramAttach.Uretprobe, SectionFlags.Target | SectionFlags.Sleepable),
        new("uprobe.multi.s", BpfProgramType.Kprobe, BpfAttachType.UprobeMulti, ProgramAttach.UprobeMulti, SectionFlags.Target | SectionFlags.Sleepable),
        new("uretprobe.multi.s", BpfProgramType.Kprobe, BpfAttachType.UprobeMulti, ProgramAttach.UretprobeMulti, SectionFlags.Target | SectionFlags.Sleepable),
        new("uprobe.session.s", BpfProgramType.Kprobe, BpfAttachType.UprobeSession, ProgramAttach.UprobeSession, SectionFlags.Target | SectionFlags.Sleepable),
        new("usdt.s", BpfProgramType.Kprobe, BpfAttachType.None, ProgramAttach.Usdt, SectionFlags.Target | SectionFlags.Sleepable),
        new("tracepoint", BpfProgramType.Tracepoint, BpfAttachType.None, ProgramAttach.Tracepoint, SectionFlags.Target),
        new("tp", BpfProgramType.Tracepoint, BpfAttachType.None, ProgramAttach.Tracepoint, SectionFlags.Target),
        new("raw_tracepoint", BpfProgramType.RawTracepoint, BpfAttachType.None, ProgramAttach.RawTracepoint, SectionFlags.Target),
        new("raw_tracepoint.w", BpfProgramType.RawTracepointWritable, BpfAttachType.None, ProgramAttach.RawTracepoint, SectionFlags.Target),
        new("raw_tp", BpfProgramType.RawTracepoint, BpfAttachType.None, ProgramAttach.RawTracepoint, SectionFlags.Target),
        new("raw_tp.w", BpfProgramType.RawTracepointWritable, BpfAttachType.None, ProgramAttach.RawTracepoint, SectionFlags.Target),
        new("tp_btf", BpfProgramType.Tracing, BpfAttachType.TraceRawTracepoint, ProgramAttach.TypedTracepoint, SectionFlags.Target | SectionFlags.BtfTarget),
        new("fentry", BpfProgramType.Tracing, BpfAttachType.TraceFentry, ProgramAttach.Fentry, SectionFlags.Target | SectionFlags.BtfTarget),
        new("fexit", BpfProgramType.Tracing, BpfAttachType.TraceFexit, ProgramAttach.Fexit, SectionFlags.Target | SectionFlags.BtfTarget),
        new("fmod_ret", BpfProgramType.Tracing, BpfAttachType.ModifyReturn, ProgramAttach.ModifyReturn, SectionFlags.Target | SectionFlags.BtfTarget),
        new("iter", BpfProgramType.Tracing, BpfAttachType.TraceIterator, ProgramAttach.Iterator, SectionFlags.Target | SectionFlags.BtfTarget),
        new("lsm", BpfProgramType.Lsm, BpfAttachType.LsmMac, ProgramAttach.SecurityHook, SectionFlags.Target | SectionFlags.BtfTarget),
        new("fentry.s", BpfProgramType.Tracing, BpfAttachType.TraceFentry, ProgramAttach.Fentry, SectionFlags.Target | SectionFlags.BtfTarget | SectionFlags.Sleepable),
        new("fexit.s", BpfProgramType.Tracing, BpfAttachType.TraceFexit, ProgramAttach.Fexit, SectionFlags.Target | SectionFlags.BtfTarget | SectionFlags.Sleepable),
        new("fmod_ret.s", BpfProgramType.Tracing, BpfAttachType.ModifyReturn, ProgramAttach.ModifyReturn, SectionFlags.Target | SectionFlags.BtfTarget | SectionFlags.Sleepable),
        new("iter.s", BpfProgramType.Tracing, BpfAttachType.TraceIterator, ProgramAttach.Iterator, SectionFlags.Target | SectionFlags.BtfTarget | SectionFlags.Sleepable),
        new("lsm.s", BpfProgramType.Lsm, BpfAttachType.LsmMac, ProgramAttach.SecurityHook, SectionFlags.Target | SectionFlags.BtfTarget | SectionFlags.Sleepable),
        new("lsm_cgroup", BpfProgramType.Lsm, BpfAttachType.LsmCgroup, ProgramAttach.None, SectionFlags.Target | SectionFlags.BtfTarget),
        new("freplace", BpfProgramType.Ext, BpfAttachType.None, ProgramAttach.None, SectionFlags.Target),
        new("perf_event", BpfProgramType.PerfEvent, BpfAttachType.None, ProgramAttach.PerfEvent, SectionFlags.None),
        new("syscall", BpfProgramType.Syscall, BpfAttachType.None, ProgramAttach.None, SectionFlags.Sleepable),
        new("struct_ops", BpfProgramType.StructOps, BpfAttachType.None, ProgramAttach.None, SectionFlags.Target),
        new("struct_ops.s", BpfProgramType.StructOps, BpfAttachType.None, ProgramAttach.None, SectionFlags.Target | SectionFlags.Sleepable),
        new("socket", BpfProgramType.SocketFilter, BpfAttachType.None, ProgramAttach.None, SectionFlags.None),
        new("sk_reuseport/migrate", BpfProgramType.SkReuseport, BpfAttachType.SkReuseportSelectOrMigrate, ProgramAttach.None, SectionFlags.None),
        new("sk_reuseport", BpfProgramType.SkReuseport, BpfAttachType.SkReuseportSelect, ProgramAttach.None, SectionFlags.None),
        new("tc/ingress", BpfProgramType.SchedCls, BpfAttachType.TcxIngress, ProgramAttach.None, SectionFlags.None),
        new("tc/egress", BpfProgramType.SchedCls, BpfAttachType.TcxEgress, ProgramAttach.None, SectionFlags.None),
        new("tcx/ingress", BpfProgramType.SchedCls, BpfAttachType.TcxIngress, ProgramAttach.None, SectionFlags.None),
        new("tcx/egress", BpfProgramType.SchedCls, BpfAttachType.TcxEgress, ProgramAttach.None, SectionFlags.None),
        new("tc", BpfProgramType.SchedCls, BpfAttachType.None, ProgramAttach.None, SectionFlags.None),
        new("classifier", BpfProgramType.SchedCls, BpfAttachType.None, ProgramAttach.None, SectionFlags.None),
        new("netkit/primary", BpfProgramType.SchedCls, BpfAttachType.NetkitPrimary, ProgramAttach.None, SectionFlags.None),
        new("netkit/peer", BpfProgramType.SchedCls, BpfAttachType.NetkitPeer, ProgramAttach.None, SectionFlags.None),
        new("action", BpfProgramType.SchedAct, BpfAttachType.None, ProgramAttach.None, SectionFlags.None),
        new("xdp.frags/devmap", BpfProgramType.Xdp, BpfAttachType.XdpDeviceMap, ProgramAttach.None, SectionFlags.Fragments),
        new("xdp/devmap", BpfProgramType.Xdp, BpfAttachType.XdpDeviceMap, ProgramAttach.None, SectionFlags.None),
        new("xdp.frags/cpumap", BpfProgramType.Xdp, BpfAttachType.XdpCpuMap, ProgramAttach.None, SectionFlags.Fragments),
        new("xdp/cpumap", BpfProgramType.Xdp, BpfAttachType.XdpCpuMap, ProgramAttach.None, SectionFlags.None),
        new("xdp.frags", BpfProgramType.Xdp, BpfAttachType.Xdp, ProgramAttach.None, SectionFlags.Fragments),
        new("xdp", BpfProgramType.Xdp, BpfAttachType.Xdp, ProgramAttach.None, SectionFlags.None),
        new("lwt_in", BpfProgramType.LwtIn, BpfAttachType.None, ProgramAttach.None, SectionFlags.None),
        new("lwt_out", BpfProgramType.LwtOut, BpfAttachType.None, ProgramAttach.None, SectionFlags.None),
        new("lwt_xmit", BpfProgramType.LwtXmit, BpfAttachType.None, ProgramAttach.None, SectionFlags.None),
        new("lwt_seg6local", BpfProgramType.LwtSeg6Local, BpfAttachType.None, ProgramAttach.None, SectionFlags.None),
        new("sockops", BpfProgramType.SockOps, BpfAttachType.CgroupSockOps, ProgramAttach.None, SectionFlags.None),
        new("sk_skb/stream_parser", BpfProgramType.SkSkb, BpfAttachType.SkSkbStreamParser, ProgramAttach.None, SectionFlags.None),
        new("sk_skb/stream_verdict", BpfProgramType.SkSkb, BpfAttachType.SkSkbStreamVerdict, ProgramAttach.None, SectionFlags.None),
        new("sk_skb/verdict", BpfProgramType.SkSkb, BpfAttachType.SkSkbVerdict, ProgramAttach.None, SectionFlags.None),
        new("sk_skb", BpfProgramType.SkSkb, BpfAttachType.None, ProgramAttach.None, SectionFlags.None),
        new("sk_msg", BpfProgramType.SkMsg, BpfAttachType.SkMsgVerdict, ProgramAttach.None, SectionFlags.None),
        new("lirc_mode2", BpfProgramType.LircMode2, BpfAttachType.LircMode2, ProgramAttach.None, SectionFlags.None),
        new("flow_dissector", BpfProgramType.FlowDissector, BpfAttachType.FlowDissector, ProgramAttach.None, SectionFlags.None),
        new("cgroup_skb/ingress", BpfProgramType.CgroupSkb, BpfAttachType.None, ProgramAttach.None, SectionFlags.None),
        new("cgroup_skb/egress", BpfProgramType.CgroupSkb, BpfAttachType.CgroupEgress, ProgramAttach.None, SectionFlags.None),
        new("cgroup/skb", BpfProgramType.CgroupSkb, BpfAttachType.None, ProgramAttach.None, SectionFlags.None),
        new("cgroup/sock_create", BpfProgramType.CgroupSock, BpfAttachType.CgroupSockCreate, ProgramAttach.None, SectionFlags.None),
        new("cgroup/sock_release", BpfProgramType.CgroupSock, BpfAttachType.CgroupSockRelease, ProgramAttach.None, SectionFlags.None),
        new("cgroup/sock", BpfProgramType.CgroupSock, BpfAttachType.CgroupSockCreate, ProgramAttach.None, SectionFlags.None),
        new("cgroup/post_bind4", BpfProgramType.CgroupSock, BpfAttachType.CgroupInet4PostBind, ProgramAttach.None, SectionFlags.None),
        new("cgroup/post_bind6", BpfProgramType.CgroupSock, BpfAttachType.CgroupInet6PostBind, ProgramAttach.None, SectionFlags.None),
        new("cgroup/bind4", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupInet4Bind, ProgramAttach.None, SectionFlags.None),
        new("cgroup/bind6", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupInet6Bind, ProgramAttach.None, SectionFlags.None),
        new("cgroup/connect4", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupInet4Connect, ProgramAttach.None, SectionFlags.None),
        new("cgroup/connect6", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupInet6Connect, ProgramAttach.None, SectionFlags.None),
        new("cgroup/connect_unix", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupUnixConnect, ProgramAttach.None, SectionFlags.None),
        new("cgroup/sendmsg4", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupUdp4SendMessage, ProgramAttach.None, SectionFlags.None),
        new("cgroup/sendmsg6", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupUdp6SendMessage, ProgramAttach.None, SectionFlags.None),
        new("cgroup/sendmsg_unix", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupUnixSendMessage, ProgramAttach.None, SectionFlags.None),
        new("cgroup/recvmsg4", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupUdp4ReceiveMessage, ProgramAttach.None, SectionFlags.None),
        new("cgroup/recvmsg6", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupUdp6ReceiveMessage, ProgramAttach.None, SectionFlags.None),
        new("cgroup/recvmsg_unix", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupUnixReceiveMessage, ProgramAttach.None, SectionFlags.None),
        new("cgroup/getpeername4", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupInet4GetPeerName, ProgramAttach.None, SectionFlags.None),
        new("cgroup/getpeername6", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupInet6GetPeerName, ProgramAttach.None, SectionFlags.None),
        new("cgroup/getpeername_unix", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupUnixGetPeerName, ProgramAttach.None, SectionFlags.None),
        new("cgroup/getsockname4", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupInet4GetSocketName, ProgramAttach.None, SectionFlags.None),
        new("cgroup/getsockname6", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupInet6GetSocketName, ProgramAttach.None, SectionFlags.None),
        new("cgroup/getsockname_unix", BpfProgramType.CgroupSockAddr, BpfAttachType.CgroupUnixGetSocketName, ProgramAttach.None, SectionFlags.None),
        new("cgroup/sysctl", BpfProgramType.CgroupSysctl, BpfAttachType.CgroupSysctl, ProgramAttach.None, SectionFlags.None),
        new("cgroup/getsockopt", BpfProgramType.CgroupSockopt, BpfAttachType.CgroupGetSocketOption, ProgramAttach.None, SectionFlags.None),
        new("cgroup/setsockopt", BpfProgramType.CgroupSockopt, BpfAttachType.CgroupSetSocketOption, ProgramAttach.None, SectionFlags.None),
        new("cgroup/dev", BpfProgramType.CgroupDevice, BpfAttachType.CgroupDevice, ProgramAttach.None, SectionFlags.None),
        new("sk_lookup", BpfProgramType.SkLookup, BpfAttachType.SkLookup, ProgramAttach.None, SectionFlags.None),
        new("netfilter", BpfProgramType.Netfilter, BpfAttachType.Netfilter, ProgramAttach.None, SectionFlags.None),
    ];

    /// <summary>The row for a section name without its leading question mark; null when no row knows it.</summary>
    internal static SectionRow? Find(ReadOnlySpan<char> section)
    {
        foreach (var row in Rows)
        {
            if (row.Matches(section))
                return row;
        }

        return null;
    }
}
