namespace Borescope.Kernel;

/// <summary>Attach types that the verifier may have to know; numbers of the kernel.</summary>
public enum BpfAttachType
{
    /// <summary>None needed, or ingress of a control group.</summary>
    None = 0,

    /// <summary>Egress of a control group.</summary>
    CgroupEgress = 1,

    /// <summary>Creation of a socket in a control group.</summary>
    CgroupSockCreate = 2,

    /// <summary>Socket operations of a control group.</summary>
    CgroupSockOps = 3,

    /// <summary>Parser of a socket map's stream.</summary>
    SkSkbStreamParser = 4,

    /// <summary>Verdict of a socket map's stream.</summary>
    SkSkbStreamVerdict = 5,

    /// <summary>Device access of a control group.</summary>
    CgroupDevice = 6,

    /// <summary>Verdict on a message.</summary>
    SkMsgVerdict = 7,

    /// <summary>bind of IPv4.</summary>
    CgroupInet4Bind = 8,

    /// <summary>bind of IPv6.</summary>
    CgroupInet6Bind = 9,

    /// <summary>connect of IPv4.</summary>
    CgroupInet4Connect = 10,

    /// <summary>connect of IPv6.</summary>
    CgroupInet6Connect = 11,

    /// <summary>After bind of IPv4.</summary>
    CgroupInet4PostBind = 12,

    /// <summary>After bind of IPv6.</summary>
    CgroupInet6PostBind = 13,

    /// <summary>sendmsg of UDP over IPv4.</summary>
    CgroupUdp4SendMessage = 14,

    /// <summary>sendmsg of UDP over IPv6.</summary>
    CgroupUdp6SendMessage = 15,

    /// <summary>Infrared decoding.</summary>
    LircMode2 = 16,

    /// <summary>Flow dissector.</summary>
    FlowDissector = 17,

    /// <summary>sysctl in a control group.</summary>
    CgroupSysctl = 18,

    /// <summary>recvmsg of UDP over IPv4.</summary>
    CgroupUdp4ReceiveMessage = 19,

    /// <summary>recvmsg of UDP over IPv6.</summary>
    CgroupUdp6ReceiveMessage = 20,

    /// <summary>getsockopt in a control group.</summary>
    CgroupGetSocketOption = 21,

    /// <summary>setsockopt in a control group.</summary>
    CgroupSetSocketOption = 22,

    /// <summary>BTF-typed raw tracepoint.</summary>
    TraceRawTracepoint = 23,

    /// <summary>Function entry through a trampoline.</summary>
    TraceFentry = 24,

    /// <summary>Function exit through a trampoline.</summary>
    TraceFexit = 25,

    /// <summary>Changes what a function returns, where the kernel allows it (5.7).</summary>
    ModifyReturn = 26,

    /// <summary>Security hook (5.7).</summary>
    LsmMac = 27,

    /// <summary>Iterator.</summary>
    TraceIterator = 28,

    /// <summary>getpeername of IPv4.</summary>
    CgroupInet4GetPeerName = 29,

    /// <summary>getpeername of IPv6.</summary>
    CgroupInet6GetPeerName = 30,

    /// <summary>getsockname of IPv4.</summary>
    CgroupInet4GetSocketName = 31,

    /// <summary>getsockname of IPv6.</summary>
    CgroupInet6GetSocketName = 32,

    /// <summary>XDP behind a device map.</summary>
    XdpDeviceMap = 33,

    /// <summary>Release of a socket in a control group.</summary>
    CgroupSockRelease = 34,

    /// <summary>XDP behind a CPU map.</summary>
    XdpCpuMap = 35,

    /// <summary>Socket lookup.</summary>
    SkLookup = 36,

    /// <summary>XDP of a device.</summary>
    Xdp = 37,

    /// <summary>Verdict of a socket map.</summary>
    SkSkbVerdict = 38,

    /// <summary>Choice among sockets of one port.</summary>
    SkReuseportSelect = 39,

    /// <summary>The same with migration.</summary>
    SkReuseportSelectOrMigrate = 40,

    /// <summary>Perf event by BPF link (5.15).</summary>
    PerfEvent = 41,

    /// <summary>Many kernel functions (5.18).</summary>
    KprobeMulti = 42,

    /// <summary>Security hook of a control group (6.0).</summary>
    LsmCgroup = 43,

    /// <summary>Table of kernel operations.</summary>
    StructOps = 44,

    /// <summary>Packet filter hook (6.4).</summary>
    Netfilter = 45,

    /// <summary>Traffic control, ingress (6.6).</summary>
    TcxIngress = 46,

    /// <summary>Traffic control, egress (6.6).</summary>
    TcxEgress = 47,

    /// <summary>Many user functions (6.6).</summary>
    UprobeMulti = 48,

    /// <summary>connect of a Unix socket.</summary>
    CgroupUnixConnect = 49,

    /// <summary>sendmsg of a Unix socket.</summary>
    CgroupUnixSendMessage = 50,

    /// <summary>recvmsg of a Unix socket.</summary>
    CgroupUnixReceiveMessage = 51,

    /// <summary>getpeername of a Unix socket.</summary>
    CgroupUnixGetPeerName = 52,

    /// <summary>getsockname of a Unix socket.</summary>
    CgroupUnixGetSocketName = 53,

    /// <summary>Primary device of a netkit pair (6.7).</summary>
    NetkitPrimary = 54,

    /// <summary>Its peer.</summary>
    NetkitPeer = 55,

    /// <summary>Entry and return of many kernel functions (6.10).</summary>
    KprobeSession = 56,

    /// <summary>Entry and return of many user functions (6.13).</summary>
    UprobeSession = 57,
}
