using System.Threading.Tasks;

[assembly: AssemblyFixture(typeof(Borescope.KernelTests.Machines.LabMachineLifetime))]

namespace Borescope.KernelTests.Machines;

/// <summary>Ends the lab machines when the test run is over.</summary>
public sealed class LabMachineLifetime : System.IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await Task.Run(LabMachine.EndAll);
}
