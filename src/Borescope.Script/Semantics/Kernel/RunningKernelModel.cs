using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Types;
using Borescope.Symbols;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Script.Semantics.Kernel;

/// <summary>The machine this process runs on. Opens BTF, tracefs, kallsyms and ELF files when they are asked for.</summary>
/// <param name="kernel">The kernel.</param>
public sealed class RunningKernelModel(RunningKernel kernel) : IKernelModel
{
    private readonly Dictionary<(string Category, string Event), StructType?> _tracepoints = [];
    private readonly Dictionary<string, UserFunctions> _userFunctions = [];
    private BtfTypes? _types;
    private BtfPrototypes? _prototypes;
    private ProgramFunctions? _programs;
    private UserTypes? _userTypes;

    private UserTypes UserTypes => _userTypes ??= new UserTypes(kernel.Calls);

    private ProgramFunctions Programs => _programs ??= new ProgramFunctions(kernel);

    private KernelFacts Facts => kernel.Facts;

    private BtfTypes? Types => kernel.Btf is { } btf ? _types ??= new BtfTypes(btf) : null;

    private BtfPrototypes? Prototypes => kernel.Btf is { } btf ? _prototypes ??= new BtfPrototypes(btf, Types!) : null;

    /// <inheritdoc/>
    public string? KprobeObstacle =>
        Facts.Features.Has(KernelFeature.KprobePmu) || Facts.Features.Has(KernelFeature.KprobeEvents) ? null : "it was built without CONFIG_KPROBES";

    /// <inheritdoc/>
    public string? TracepointObstacle => Facts.TracefsDiagnostic;

    /// <inheritdoc/>
    public int ProcessorCount => CpuList.Possible(kernel.Calls).Count;

    /// <inheritdoc/>
    public int MaxStackFrames => (int)Math.Clamp(Facts.Sysctls.PerfEventMaxStack, 1, StackType.MostFrames);

    /// <inheritdoc/>
    public StructType? FindStruct(string tag, bool isUnion) =>
        kernel.Btf is { } btf && tag.Length > 0 && !tag.Contains(':', StringComparison.Ordinal)
        && btf.TryFind(tag, isUnion ? BtfKind.Union : BtfKind.Struct, out BtfType type) ? Types!.Struct(type) : null;

    /// <inheritdoc/>
    public EnumType? FindEnum(string tag)
    {
        if (kernel.Btf is not { } btf || tag.Length == 0)
            return null;
        return btf.TryFind(tag, BtfKind.Enum, out BtfType type) || btf.TryFind(tag, BtfKind.Enum64, out type) ? Types!.Enum(type) : null;
    }

    /// <inheritdoc/>
    public ScriptType? FindTypedef(string name)
    {
        if (kernel.Btf is not { } btf || name.Length == 0)
            return null;
        return btf.TryFind(name, BtfKind.Typedef, out BtfType type) ? Types!.Convert(type, AddressSpace.Unknown) : null;
    }

    /// <inheritdoc/>
    public (long Value, EnumType Type)? FindEnumConstant(string name)
    {
        if (kernel.Btf is not { } btf || name.Length == 0)
            return null;
        return FindEnumConstant(btf.Vmlinux, BtfKind.Enum, name) ?? FindEnumConstant(btf.Vmlinux, BtfKind.Enum64, name);
    }

    /// <inheritdoc/>
    public IEnumerable<string> StructTags() => Names(BtfKind.Struct, BtfKind.Union);

    /// <inheritdoc/>
    public IEnumerable<string> EnumTags() => Names(BtfKind.Enum, BtfKind.Enum64);

    /// <inheritdoc/>
    public FunctionPrototype? FindFunction(string function, string module) => Prototypes?.Function(function, module);

    /// <inheritdoc/>
    public bool MayHaveFunction(string function) => kernel.MayHaveFunction(function);

    /// <inheritdoc/>
    public IReadOnlyList<ProgramTarget> MatchProgramFunctions(uint programId, string functionPattern, out string? problem) =>
        Programs.Match(programId, functionPattern, out problem);

    /// <inheritdoc/>
    public FunctionPrototype? FindProgramFunction(uint programId, uint btfId) => Programs.Prototype(programId, btfId);

    /// <inheritdoc/>
    public IReadOnlyList<KernelFunction> MatchFunctions(string modulePattern, string functionPattern, bool needsBtf) =>
        needsBtf ? Described(modulePattern, functionPattern) : Traceable(modulePattern, functionPattern);

    /// <inheritdoc/>
    public FunctionDiagnosis Diagnose(string function, string module, bool needsKprobes) =>
        new KernelFunctionDiagnosis(Facts).Diagnose(function, module.Length == 0 ? null : module, needsKprobes);

    /// <inheritdoc/>
    public IReadOnlyList<TracepointName> MatchTracepoints(string categoryPattern, string eventPattern)
    {
        var names = new List<TracepointName>();
        foreach ((string category, string name) in Facts.Tracefs?.Events() ?? [])
        {
            if (Wildcard.Matches(categoryPattern, category) && Wildcard.Matches(eventPattern, name))
                names.Add(new TracepointName(category, name));
        }

        return names;
    }

    /// <inheritdoc/>
    public StructType? FindTracepoint(string category, string eventName, out string? problem)
    {
        problem = null;
        if (_tracepoints.TryGetValue((category, eventName), out StructType? known))
            return known;
        if (Facts.Tracefs is not { } tracefs)
        {
            problem = Facts.TracefsDiagnostic;
            return null;
        }

        bool plain = !category.Contains('/', StringComparison.Ordinal) && !eventName.Contains('/', StringComparison.Ordinal);
        StructType? record = null;
        if (plain && tracefs.HasEvent(category, eventName) && tracefs.TryReadFormat(category, eventName, out TracepointFormat? format, out problem))
            record = new TracepointRecord(format!, this).ToStruct();
        if (problem is null)
            _tracepoints.Add((category, eventName), record);
        return record;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> MatchRawTracepoints(string pattern)
    {
        var names = new List<string>();
        foreach (string name in Prototypes?.RawTracepoints() ?? [])
        {
            if (Wildcard.Matches(pattern, name))
                names.Add(name);
        }

        return names;
    }

    /// <inheritdoc/>
    public FunctionPrototype? FindRawTracepoint(string eventName) => Prototypes?.RawTracepoint(eventName);

    /// <inheritdoc/>
    public UserFunctions FindUserFunctions(string file, string function, ulong offset, bool isReturn, BinderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string key = $"{file}\0{function}\0{offset}\0{isReturn}";
        if (_userFunctions.TryGetValue(key, out UserFunctions? known))
            return known;
        var request = new UserFunctionRequest(file, function, offset) { ProcessId = options.Pid, IsReturn = isReturn, AllowUnchecked = options.Unsafe };
        UserFunctions found;
        if (new UserFunctionResolver(kernel.Calls).TryResolve(request, out UserFunctionMatches? matches, out string? diagnostic))
        {
            var symbols = new List<UserSymbol>();
            foreach (UserFunction match in matches!.Functions)
                symbols.Add(new UserSymbol(match.Name, match.Address, match.Size, match.Offset));
            found = new UserFunctions(matches.Path, symbols, matches.Notes, null);
        }
        else
        {
            found = new UserFunctions(file, [], [], diagnostic ?? "nothing was found");
        }

        _userFunctions.Add(key, found);
        return found;
    }

    /// <inheritdoc/>
    public FunctionPrototype? FindUserPrototype(AttachPoint point, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(point);
        return UserTypes.Prototype(point.Path, point.FileOffset, out problem);
    }

    /// <inheritdoc/>
    public StructType? FindUserStruct(string path, string tag, bool isUnion) => UserTypes.Struct(path, tag, isUnion);

    /// <inheritdoc/>
    public EnumType? FindUserEnum(string path, string tag) => UserTypes.Enum(path, tag);

    /// <inheritdoc/>
    public (long Value, EnumType Type)? FindUserEnumConstant(string path, string name) => UserTypes.EnumConstant(path, name);

    /// <inheritdoc/>
    public ScriptType? FindUserTypedef(string path, string name) => UserTypes.Typedef(path, name);

    /// <inheritdoc/>
    public IReadOnlyList<ulong> FindUserLine(string file, string source, int line, int column, BinderOptions options, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new BinaryLocator(kernel.Calls).TryLocate(file, options.Pid, out string? path, out problem) ? UserTypes.Line(path!, source, line, column, out problem) : [];
    }

    /// <inheritdoc/>
    public UserMarkers FindMarkers(string file, string provider, string name, BinderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var request = new UsdtRequest(file, provider, name) { ProcessId = options.Pid };
        return new UsdtResolver(kernel.Calls).TryResolve(request, out UsdtMatches? matches, out string? diagnostic)
            ? new UserMarkers(matches!.Path, matches.Sites, matches.Notes, null)
            : new UserMarkers(file, [], [], diagnostic ?? "nothing was found");
    }

    /// <inheritdoc/>
    public UserVariable? FindUserVariable(string path, string symbol, ulong probeOffset)
    {
        if (!ElfFile.TryOpen(kernel.Calls, path, out ElfFile? file, out _))
            return null;
        using (file)
        {
            byte[] name = Encoding.UTF8.GetBytes(symbol);
            if (!file!.Symbols.TryFind(name, out ElfSymbol found) && !file.DynamicSymbols.TryFind(name, out found))
                return null;
            return new UserVariable(found.Value, found.Size, file.TryAddressOf(probeOffset, out ulong address) ? address : 0, file.Header.Kind != ElfKind.Executable);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> MatchFiles(string pattern, int pid) => new FileSearch(kernel.Calls).Match(pattern, pid);

    /// <inheritdoc/>
    public FunctionPrototype? FindIterator(string kind) => Prototypes?.Iterator(kind);

    /// <inheritdoc/>
    public IReadOnlyList<string> Iterators() => Prototypes?.Iterators() ?? [];

    /// <inheritdoc/>
    public IReadOnlyList<string> DescribeArguments(AttachPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        BtfType function;
        if (point.ProgramId != 0)
            return Programs.TryFind(point.ProgramId, point.BtfId, out function) ? KernelDescriptions.Parameters(point, function) : [];
        if (point.Provider == ProbeProvider.Uprobe)
            return point.Offset == 0 && UserTypes.TryFunction(point.Path, point.FileOffset, out function, out _) ? KernelDescriptions.UserParameters(function) : [];
        return KernelDescriptions.Arguments(point, kernel);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string>? DescribeType(string name) => kernel.Btf is { } btf ? KernelDescriptions.Type(name, btf) : null;

    /// <inheritdoc/>
    public ulong? KernelAddress(string symbol) => Facts.Symbols?.AddressOf(symbol) is { } address and not 0 ? address : null;

    /// <inheritdoc/>
    public ulong? CgroupId(string path) => FileIdentity.Of(path)?.Inode;

    /// <summary>A type by its words in a tracepoint's format: <c>struct x</c>, <c>enum x</c>, <c>pid_t</c>.</summary>
    internal ScriptType? NamedType(string words)
    {
        int blank = words.IndexOf(' ', StringComparison.Ordinal);
        string name = words[(blank + 1)..].Trim();
        return (blank < 0 ? "" : words[..blank]) switch
        {
            "struct" => FindStruct(name, false),
            "union" => FindStruct(name, true),
            "enum" => FindEnum(name),
            "" => name is "void" ? null : ScriptTypes.Integer(name) ?? FindTypedef(name),
            _ => ScriptTypes.Integer(words),
        };
    }

    private IEnumerable<string> Names(params BtfKind[] kinds)
    {
        if (kernel.Btf is not { } btf)
            yield break;
        foreach (BtfKind kind in kinds)
        {
            foreach (BtfType type in btf.Vmlinux.OfKind(kind))
                yield return type.Name;
        }
    }

    private (long Value, EnumType Type)? FindEnumConstant(BtfSpec spec, BtfKind kind, string name)
    {
        foreach (BtfType type in spec.OfKind(kind))
        {
            foreach (BtfEnumValue value in type.EnumValues)
            {
                if (value.Name == name)
                    return (value.Value, Types!.Enum(type));
            }
        }

        return null;
    }

    private List<KernelFunction> Traceable(string modulePattern, string functionPattern)
    {
        var functions = new List<KernelFunction>();
        var seen = new HashSet<(string, string)>();
        GlobPattern? module = modulePattern.Length == 0 ? null : new GlobPattern(modulePattern);
        foreach (TraceableFunction function in Facts.Functions.Match(new GlobPattern(functionPattern), module))
        {
            // A name that several files use is one target: the kernel attaches by name.
            string owner = function.Module ?? "vmlinux";
            if (seen.Add((modulePattern.Length == 0 ? "" : owner, function.Name)))
                functions.Add(new KernelFunction(function.Name, owner));
        }

        return functions;
    }

    private List<KernelFunction> Described(string modulePattern, string functionPattern)
    {
        var functions = new List<KernelFunction>();
        if (kernel.Btf is not { } btf)
            return functions;
        var seen = new HashSet<(string, string)>();
        var pattern = new GlobPattern(functionPattern);
        TraceableFunctions? traceable = Facts.Tracefs is null ? null : Facts.Functions;
        foreach (BtfType type in btf.Functions())
        {
            if (!pattern.IsMatch(type.NameBytes))
                continue;
            (string name, string module) = (type.Name, type.Spec!.Name);
            if ((modulePattern.Length == 0 || Wildcard.Matches(modulePattern, module)) && traceable?.Contains(name) != false && seen.Add((module, name)))
                functions.Add(new KernelFunction(name, module));
        }

        return functions;
    }
}
