namespace Borescope.KernelTests.Library;

/// <summary>
/// Tests that hold maps, programs, links and perf events of the kernel in this process. They run one by one and with nothing beside them, so that what a
/// test leaves open can be told from what others use.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
[LeavesNoDescriptors]
public sealed class KernelObjects
{
    public const string Name = "kernel objects";
}
