using Borescope.Compiler;
using Borescope.Kernel;

namespace Borescope.Objects;

/// <summary>The verifier refused a program: where in the source, why in one line, and the whole log.</summary>
public sealed class VerifierException : BpfException
{
    internal VerifierException(Errno errno, string programName, VerifierDiagnosis diagnosis, string log)
        : base(Describe(programName, diagnosis), KernelOperation.ProgramLoad, programName, diagnosis.Hint)
    {
        Error = errno;
        ProgramName = programName;
        Diagnosis = diagnosis;
        Log = log;
    }

    /// <summary>The kernel's answer.</summary>
    public Errno Error { get; }

    /// <summary>The program.</summary>
    public string ProgramName { get; }

    /// <summary>What the log says.</summary>
    public VerifierDiagnosis Diagnosis { get; }

    /// <summary>Where in the source, null when the program carries no lines.</summary>
    public SourceLocation? Location => Diagnosis.Location;

    /// <summary>One line: why.</summary>
    public string Cause => Diagnosis.Cause;

    /// <summary>Everything that the verifier printed.</summary>
    public string Log { get; }

    private static string Describe(string programName, VerifierDiagnosis diagnosis)
    {
        var text = $"the kernel's verifier refused program {programName}: {diagnosis.Cause}";
        if (diagnosis.Location is { } place)
            text += $"\n  {place.File}:{place.Line}:{place.Column}: {place.LineText.Trim()}";
        if (diagnosis.Message.Length > 0 && diagnosis.Message != diagnosis.Cause)
            text += $"\n  verifier: {diagnosis.Message}";
        return text;
    }
}
