namespace Borescope.KernelTests.Machines;

/// <summary>The machines by name, for theories: host, 6.1, 6.12.</summary>
public static class Machine
{
    /// <summary>This kernel and both lab kernels.</summary>
    public static TheoryData<string> Everywhere => ["host", "6.1", "6.12"];

    /// <summary>The lab kernels, which have kprobes, fentry and (6.12) multi links.</summary>
    public static TheoryData<string> Lab => ["6.1", "6.12"];

    /// <summary>The machine of that name; the test is skipped with a reason where it cannot be had.</summary>
    public static IMachine Get(string name)
    {
        if (name != "host")
        {
            return LabMachine.Get(name);
        }
        Assert.SkipUnless(NativeBinary.IsRoot, "tracing this kernel needs root");
        return HostMachine.Instance;
    }
}
