using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Borescope.Compiler;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Objects;
using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Lowering;
using Borescope.Script.Output;
using Borescope.Script.Semantics;
using Borescope.Script.Semantics.Kernel;
using Borescope.Script.Semantics.Listing;
using Borescope.Script.Syntax;
using Borescope.Symbols;

namespace Borescope.Script.Runtime;

/// <summary>Runs a script from its text to its last map: what the command line does.</summary>
public sealed class ScriptRunner
{
    /// <summary>Exit code of usage, parse, type and "nothing to attach" errors.</summary>
    public const int ScriptError = 1;

    /// <summary>Exit code of load and attach errors.</summary>
    public const int KernelError = 255;

    private const int StandardOutput = 1;

    private readonly TracerOptions _options;
    private readonly ISystemCalls _calls;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">What to run and how.</param>
    /// <param name="calls">System calls.</param>
    public ScriptRunner(TracerOptions options, ISystemCalls calls)
    {
        _options = options;
        _calls = calls;
    }

    /// <summary>Runs until the script ends or is stopped.</summary>
    /// <returns>The process's exit code: that of exit(), <see cref="ScriptError"/> or <see cref="KernelError"/>.</returns>
    public int Run()
    {
        using var kernel = new RunningKernel(_calls);
        foreach (string name in _options.WithoutFeatures)
            FeatureNames.Exclude(kernel.Features, name);
        if (_options.TraceableFunctions is { } list)
        {
            if (TraceableFunctions.Read(_calls, list) is not { } functions)
                return Fail($"'{list}' names no functions: it must be a readable file with a function a line, such as available_filter_functions of tracefs", ScriptError);
            kernel.Facts.UseFunctions(functions);
        }

        foreach (string place in _options.DebugFolders)
        {
            if (_calls.Access(place, AccessMode.Read) != 0)
                return Fail($"there is no folder or file '{place}' of debug information", ScriptError);
        }

        DebugFolders.Extra = _options.DebugFolders;
        if (_options.Pid != 0 && _calls.Access($"/proc/{_options.Pid}", AccessMode.Exists) != 0)
            return Fail($"there is no process {_options.Pid}", ScriptError);
        var model = new RunningKernelModel(kernel);
        if (_options.List && _options.ProgramText is null && !File.Exists(_options.ListPattern))
            return ListProbes(null, model);
        if (!ScriptFile.TryRead(_options, out ScriptSource? source, out string? problem))
            return Fail(problem!, ScriptError);
        if (_options.List)
            return ListProbes(source, model);
        if (_options.Reformat)
            return Reformat(source!);
        var diagnostics = new DiagnosticBag();
        BoundProgram? program = Bind(source!, kernel, model, diagnostics, out ImportedCode? imported);
        using ImportedCode? owned = imported;
        ShowDiagnostics(diagnostics);
        if (program is null || diagnostics.HasErrors)
            return ScriptError;

        if (_options.NamedParameters.ContainsKey("help"))
            return ShowNamedParameters(program);
        HeldCommand? child = null;
        try
        {
            child = StartChild();
            return RunBound(program, source!, kernel, model, child, imported?.Objects ?? []);
        }
        catch (IOException error) when (error is FileNotFoundException or HeldCommandException)
        {
            return Fail(error.Message, ScriptError);
        }
        catch (LoweringException error)
        {
            diagnostics = new DiagnosticBag();
            diagnostics.Error(source!, error.Span, error.Message, error.Hint.Length > 0 ? [error.Hint] : []);
            ShowDiagnostics(diagnostics);
            return ScriptError;
        }
        catch (Exception error) when (error is CompileException or ObjectLinkException)
        {
            return Fail(error.Message, ScriptError);
        }
        catch (VerifierException error)
        {
            return Fail(FailureText.Of(error, _options.Verbose, program.Configuration.LogSize), KernelError);
        }
        catch (BpfException error)
        {
            return Fail(FailureText.Of(error), KernelError);
        }
        finally
        {
            child?.Dispose();
        }
    }

    private int RunBound(BoundProgram program, ScriptSource source, RunningKernel kernel, RunningKernelModel model, HeldCommand? child, IReadOnlyList<ObjectSpec> imported)
    {
        AttachMechanism mechanism = MechanismNames.Parse(_options.Mechanism);
        IReadOnlySet<BoundProbe> carried = TrampolineCarriers.Choose(program, mechanism);
        var lowering = new LoweringOptions
        {
            StartTime = BootClock.BootNanoseconds(),
            BootToTai = BootClock.BootToTaiNanoseconds(),
            BootToUnix = BootClock.BootToUnixNanoseconds(),
            PossibleCpus = model.ProcessorCount,
            PidNamespace = PidNamespace.OfThisProcess(),
            FilterPid = _options.Pid,
            ChildPid = child?.Pid ?? 0,
            CarriedByTrampoline = carried,
            ReportHelperErrors = _options.ReportHelperErrors,
            KeepIrText = _options.DebugStages.Count > 0,
        };
        CompiledScript script = ScriptCompiler.Compile(program, source, lowering);
        if (_options.DebugStages.Count > 0)
        {
            using var listing = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
            StageDump.Write(_options.DebugStages, script, listing);
            return 0;
        }

        ObjectSpec spec = ScriptObject.Create(script, RingSize.For(script, program.Configuration), imported);
        if (_options.ElfFile is { } elf)
            return ObjectFile.Write(script, spec, elf) is { } problem ? Fail(problem, ScriptError) : 0;
        var resolver = new MachineResolver(_calls, script.AttachPointNames) { DemangleCpp = program.Configuration.DemangleCpp };
        if (!TryCreateOutputFile(out FileStream? file))
            return ScriptError;
        using FileStream? owned = file;
        using IOutput output = OutputFactory.Create(_options, program.Configuration, _calls, file, resolver);
        using var session = new ScriptSession(script, _calls, output, resolver);
        var requests = new ProbeRequests(_calls, mechanism, child?.Pid ?? _options.Pid, _options.Unsafe, program.Configuration.MissingProbes != "error");
        using var probes = new ScriptProbes(script, kernel.Facts, requests, program.Configuration.MissingProbes, Note, Warn);
        session.Load(probes, spec);
        if (_options.DryRun)
        {
            session.Attach();
            return 0;
        }

        if (session.CreatePacketFiles(Warn) is { } refusal)
            return Fail(refusal, ScriptError);
        session.CatchSignals();
        if (child is not null)
            session.EndWith(child.Pid, isChild: true);
        else if (_options.Pid != 0)
            session.EndWith(_options.Pid, isChild: false);
        int failedTests = 0;
        session.Begin();
        int attached = session.Attach();
        if (attached == 0)
            return Fail("No probes to attach", ScriptError);
        output.AttachedProbes(attached);
        output.EndBatch();
        session.HandleEvents();
        if (!session.IsOver)
        {
            child?.Release(script.UsesUserAddresses ? () => resolver.PreloadStarted(child.Pid) : null);

            if (_options.Mode == ScriptMode.Test)
                failedTests = session.RunTests().Count(static t => !t.Passed);
            else if (_options.Mode == ScriptMode.Bench)
                session.RunBenchmarks();
            else if (program.Probes[0].AttachPoints[0] is { Pin.Length: > 0 } pinned)
                Pin(probes.Iterator!, pinned.Pin);
            else if (!session.ReadIterator() && (child is not null || session.HasToWait))
                session.Wait();
        }

        session.End();
        session.Report();
        if (output.Failure is not (Errno.None or Errno.EPIPE))
            return Fail($"the output could not be written: {output.Failure.Describe()}; what followed is lost", ScriptError);
        return failedTests > 0 ? ScriptError : session.ExitCode;
    }

    private static void Pin(IteratorLink iterator, string path)
    {
        string full = path.StartsWith('/') ? path : "/sys/fs/bpf/" + path;
        iterator.Pin(full);
        Console.Error.WriteLine($"Program pinned to {full}");
    }

    private bool TryCreateOutputFile(out FileStream? file)
    {
        file = null;
        if (_options.OutputFile is null)
            return true;
        try
        {
            file = File.Create(_options.OutputFile);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fail($"cannot write the output file '{_options.OutputFile}': {ScriptFile.Problem(error, _options.OutputFile)}", ScriptError);
            return false;
        }
    }

    private void Note(string text)
    {
        if (_options.Verbose)
            Console.Error.WriteLine(text);
    }

    private void Warn(string text)
    {
        if (!_options.NoWarnings)
            Console.Error.WriteLine("WARNING: " + text);
    }

    private int ListProbes(ScriptSource? program, RunningKernelModel model)
    {
        var diagnostics = new DiagnosticBag();
        var lister = new ProbeLister(model, BinderOptions);
        using var sink = new ByteSink(_calls, StandardOutput, OutputBuffering.Full);
        void Write(string line)
        {
            // A reader that has seen enough (head) is no error: the sink drops the rest.
            sink.Write(line);
            sink.WriteByte((byte)'\n');
            sink.EndEvent();
        }

        if (program is null)
        {
            lister.List(_options.ListPattern, _options.Verbose, Write, diagnostics);
        }
        else
        {
            SyntaxTree tree = ReadTree(program, diagnostics);
            if (!diagnostics.HasErrors)
                lister.List(tree, _options.Verbose, Write, diagnostics);
        }

        sink.Flush();
        ShowDiagnostics(diagnostics);
        return diagnostics.HasErrors ? ScriptError : 0;
    }

    private int Reformat(ScriptSource source)
    {
        var diagnostics = new DiagnosticBag();
        SyntaxTree tree = Parser.Parse(source, diagnostics);
        ShowDiagnostics(diagnostics);
        if (diagnostics.HasErrors)
            return ScriptError;
        Console.Out.Write(ScriptFormatter.Format(tree));
        return 0;
    }

    private static int ShowNamedParameters(BoundProgram program)
    {
        foreach (NamedParameter parameter in program.NamedParameters)
            Console.Out.WriteLine($"  --{parameter.Name}={parameter.Default}{(parameter.Help.Length > 0 ? "  " + parameter.Help : "")}");
        return 0;
    }

    private BinderOptions BinderOptions => new()
    {
        Parameters = _options.Parameters,
        NamedParameters = _options.NamedParameters,
        Unsafe = _options.Unsafe,
        Mode = _options.Mode,
        ProbeFilter = _options.ProbeFilter,
        Pid = _options.Pid,
        HasCommand = _options.Command is not null,
        Environment = Environment.GetEnvironmentVariable,
    };

    private BoundProgram? Bind(ScriptSource source, RunningKernel kernel, RunningKernelModel model, DiagnosticBag diagnostics, out ImportedCode? imported)
    {
        SyntaxTree tree = ReadTree(source, diagnostics);
        imported = diagnostics.HasErrors || tree.CodeImports.Count == 0 ? null : ImportedCode.Read(tree, kernel.Btf, model, diagnostics);
        BinderOptions options = BinderOptions with { ImportedFunctions = imported?.Functions };
        BoundProgram? program = diagnostics.HasErrors ? null : Binder.Bind(tree, options, model, diagnostics);

        // What was not understood in headers may be what is missing.
        const int MostProblems = 5;
        foreach (Diagnostic problem in diagnostics.HasErrors ? tree.HeaderProblems.Take(MostProblems) : [])
            diagnostics.Add(problem with { Severity = DiagnosticSeverity.Warning });
        return program;
    }

    private SyntaxTree ReadTree(ScriptSource source, DiagnosticBag diagnostics) =>
        ScriptReader.Read(source, _options.ProgramText is not null || source.Name == "stdin" ? null : source.Name, _options.IncludeFolders, diagnostics, _options.Includes);

    private HeldCommand? StartChild()
    {
        if (_options.Command is null)
            return null;
        string[] words = _options.Command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? throw new FileNotFoundException("-c needs a command") : HeldCommand.Start(words);
    }

    private void ShowDiagnostics(DiagnosticBag diagnostics)
    {
        if (diagnostics.Items.Count > 0)
            DiagnosticRenderer.Write(diagnostics, Console.Error, colored: IsColored(), warnings: !_options.NoWarnings);
    }

    private static bool IsColored() => Environment.GetEnvironmentVariable("BPFTRACE_COLOR") switch
    {
        "always" => true,
        "never" => false,
        _ => !Console.IsErrorRedirected,
    };

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine(message.StartsWith("ERROR", StringComparison.Ordinal) ? message : "ERROR: " + message);
        return code;
    }
}
