using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Borescope.Script.Diagnostics;
using Borescope.Script.Runtime;
using Borescope.Script.Syntax;

namespace Borescope.Cli.Tracing;

/// <summary><c>--aot FILE</c>: makes programs of their own, and runs as one.</summary>
internal static class StandaloneVerb
{
    private const string Self = "/proc/self/exe";
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Runs the script behind this binary; null when there is none.</summary>
    internal static int? Run(string[] arguments)
    {
        StandaloneProgram? program;
        try
        {
            using FileStream self = new(Self, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            program = StandaloneProgram.Read(self);
        }
        catch (InvalidDataException error)
        {
            return Fail($"{error.Message}; make it anew with --aot");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Where /proc is not mounted there is only the tracer.
            return null;
        }
        return program is null ? null : Run(program, arguments);
    }

    /// <summary>Writes the program that a command line asks for.</summary>
    /// <param name="line">The command line, parsed.</param>
    /// <param name="arguments">The command line.</param>
    internal static int Write(TracerCommandLine line, string[] arguments)
    {
        TracerOptions options = line.Options;
        string target = options.StandaloneFile!;
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            return Fail("--aot copies the native binary of borescope, and this is another build");
        }
        if (options.Parameters.Count > 0 || options.NamedParameters.Count > 0)
        {
            return Fail("--aot takes no parameters of the script: they are given to the program when it runs");
        }
        if (DoesNotRun(options))
        {
            return Fail("--aot cannot be combined with options that do not run the script (-l, -d, --fmt, --emit-elf, --info)");
        }
        if (!ScriptFile.TryRead(options, out ScriptSource? source, out string? problem))
        {
            return Fail(problem!);
        }
        return IsComplete(source!, options) ? Write(new StandaloneProgram(Path.GetFileName(source!.Name), source.Text, arguments), target) : TracerVerb.UsageError;
    }

    private static int Write(StandaloneProgram program, string target)
    {
        // A program may run while it is made anew, and a half-written one must not stay.
        string part = $"{target}.{Environment.ProcessId}";
        try
        {
            using (FileStream self = File.OpenRead(Self))
            using (FileStream file = new(part, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Executable }))
            {
                program.Write(self, file);
            }
            File.Move(part, target, overwrite: true);
            return 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            if (File.Exists(part))
            {
                File.Delete(part);
            }
            return Fail($"cannot write the program '{target}': {(error is InvalidDataException ? error.Message : ScriptFile.Problem(error, target))}");
        }
    }

    private static int Run(StandaloneProgram program, string[] arguments)
    {
        // The words that made it come first: what is given now overrides them, and stands behind the script.
        TracerOptions made = TracerCommandLine.Parse([.. program.Arguments]).Options;
        TracerCommandLine line = TracerCommandLine.Parse([.. program.Arguments, .. arguments]);
        string self = Path.GetFileName(Environment.ProcessPath) ?? program.Name;
        string usage = $"usage: {self} [options] [PARAMETER ...] [-- --NAME=VALUE ...]\n"
            + $"       runs the script {program.Name} (borescope {TracerVerb.Version}); {self} -- --help shows its named parameters\n\n{TracerOptionTable.Options(forScript: true)}";
        if (line.Problem is null && line.Help)
        {
            Console.Out.Write(usage);
            return 0;
        }
        if (line.Problem is null && line.Version)
        {
            Console.Out.Write($"{program.Name}, borescope {TracerVerb.Version}\n");
            return 0;
        }
        string? problem = line.Problem ?? (DoesNotRun(line.Options) || line.Options.StandaloneFile != made.StandaloneFile || line.Options.ProgramText != made.ProgramText
            ? "this program has its script and runs it: -e, -l, -d, --fmt, --emit-elf, --info and --aot are borescope's"
            : null);
        if (problem is not null)
        {
            Console.Error.Write($"{self}: {problem}\n\n{usage}");
            return TracerVerb.UsageError;
        }
        return TracerVerb.Run(line.Options with { ProgramText = program.Text, ProgramName = program.Name, ScriptFile = null, StandaloneFile = null });
    }

    private static bool DoesNotRun(TracerOptions options) =>
        options.List || options.Reformat || options.Info || options.ElfFile is not null || options.DebugStages.Count > 0;

    // Syntax is checked here; names and types are those of the kernel it will run on.
    private static bool IsComplete(ScriptSource source, TracerOptions options)
    {
        DiagnosticBag diagnostics = new();
        SyntaxTree tree = ScriptReader.Read(source, options.ScriptFile is null or "-" ? null : source.Name, options.IncludeFolders, diagnostics, options.Includes);
        if (!diagnostics.HasErrors && !tree.Declarations.Any(static declaration => declaration is ProbeSyntax))
        {
            diagnostics.Error(source, new TextSpan(0, Math.Min(1, source.Text.Length)), "this script has no probes: there is nothing to make a program of");
        }
        foreach (string file in tree.Files)
        {
            diagnostics.Error(source, new TextSpan(0, Math.Min(1, source.Text.Length)), $"the script needs the file '{file}', which the program would not have", "write what it takes from there into the script");
        }
        DiagnosticRenderer.Write(diagnostics, Console.Error, colored: false, warnings: !options.NoWarnings);
        return !diagnostics.HasErrors;
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"ERROR: {message}");
        return TracerVerb.UsageError;
    }
}
