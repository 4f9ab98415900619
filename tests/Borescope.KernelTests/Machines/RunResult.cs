namespace Borescope.KernelTests.Machines;

/// <summary>How a command ended and what it wrote.</summary>
public sealed record RunResult(int ExitCode, byte[] OutputBytes, byte[] ErrorBytes)
{
    public string Output => System.Text.Encoding.UTF8.GetString(OutputBytes);

    public string Error => System.Text.Encoding.UTF8.GetString(ErrorBytes);

    /// <summary>For a failed assertion: everything at once.</summary>
    public override string ToString() => $"exit {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}
