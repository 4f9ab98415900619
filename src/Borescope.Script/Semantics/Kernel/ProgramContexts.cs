namespace Borescope.Script.Semantics.Kernel;

/// <summary>What programs see as their context, and what the kernel really hands them: the verifier rewrites every access to the former.</summary>
/// <remarks>Source: the kernel's linux/bpf_types.h, which pairs the two for each type of program.</remarks>
internal static class ProgramContexts
{
    private static readonly (string Seen, string Real)[] Rows =
    [
        ("__sk_buff", "sk_buff"),
        ("xdp_md", "xdp_buff"),
        ("bpf_perf_event_data", "bpf_perf_event_data_kern"),
        ("bpf_sock", "sock"),
        ("bpf_sock_addr", "bpf_sock_addr_kern"),
        ("bpf_sock_ops", "bpf_sock_ops_kern"),
        ("bpf_sk_lookup", "bpf_sk_lookup_kern"),
        ("bpf_sockopt", "bpf_sockopt_kern"),
        ("bpf_sysctl", "bpf_sysctl_kern"),
        ("sk_msg_md", "sk_msg"),
        ("sk_reuseport_md", "sk_reuseport_kern"),
    ];

    /// <summary>The struct that stands in memory; null for structs that are no such context.</summary>
    public static string? Find(string seen)
    {
        foreach ((string name, string real) in Rows)
        {
            if (name == seen)
                return real;
        }

        return null;
    }
}
