using System;
using System.IO;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Tests.Objects;

/// <summary>Each file under Objects/VerifierLogs: first line the expected instruction, second words of the cause, then the log.</summary>
public sealed class VerifierDiagnosisTests
{
    public static TheoryData<string> Logs()
    {
        var names = new TheoryData<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Objects", "VerifierLogs")))
            names.Add(Path.GetFileName(file));
        return names;
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void A_log_is_told_in_one_line(string name)
    {
        var parts = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Objects", "VerifierLogs", name)).Split('\n', 3);
        var diagnosis = VerifierDiagnosis.Read(parts[2], [], Errno.EACCES);
        Assert.Equal(int.Parse(parts[0]), diagnosis.InstructionIndex);
        Assert.Contains(parts[1], diagnosis.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_log_falls_back_to_the_errno()
    {
        var diagnosis = VerifierDiagnosis.Read("", [], Errno.EPERM);
        Assert.Contains("EPERM", diagnosis.Cause, StringComparison.Ordinal);
        Assert.Contains("CAP_BPF", diagnosis.Hint, StringComparison.Ordinal);
    }
}
