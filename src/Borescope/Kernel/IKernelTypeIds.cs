namespace Borescope.Kernel;

/// <summary>What feature probes need to know about the kernel's types; the BTF reader provides it.</summary>
public interface IKernelTypeIds
{
    /// <summary>Id of a function of the kernel proper, 0 when unknown.</summary>
    uint FunctionId(string name);

    /// <summary>Id of a typedef of the kernel proper, 0 when unknown.</summary>
    uint TypedefId(string name);
}
