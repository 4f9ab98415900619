namespace Borescope.Script.Binding;

/// <summary>What providers have in common.</summary>
public static class ProbeProviders
{
    /// <summary>Whether the probes are attached to nothing: the tracer runs their programs when it is their turn.</summary>
    public static bool RunsByRequest(this ProbeProvider provider) =>
        provider is ProbeProvider.Begin or ProbeProvider.End or ProbeProvider.Self or ProbeProvider.Test or ProbeProvider.Bench;

    /// <summary>Whether a program in user space was hit: registers and plain addresses are its.</summary>
    public static bool IsUserCode(this ProbeProvider provider) => provider is ProbeProvider.Uprobe or ProbeProvider.Uretprobe or ProbeProvider.Usdt;
}
