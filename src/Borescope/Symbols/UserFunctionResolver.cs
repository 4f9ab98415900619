using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>
/// Turns what a user writes for a uprobe (file and function, pattern or address) into file offsets, and says clearly when that cannot be done.
/// Addresses become offsets by program headers, so files without sections work too.
/// </summary>
public sealed class UserFunctionResolver
{
    private readonly ISystemCalls _calls;
    private readonly BinaryLocator _locator;

    /// <summary>Prepares a resolver.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="locator">Finds files; null for one with this process's PATH.</param>
    public UserFunctionResolver(ISystemCalls calls, BinaryLocator? locator = null)
    {
        _calls = calls;
        _locator = locator ?? new BinaryLocator(calls);
    }

    /// <summary>Finds the places of a request.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="matches">The places, null on failure.</param>
    /// <param name="diagnostic">What is wrong, why, and what to do.</param>
    public bool TryResolve(UserFunctionRequest request, out UserFunctionMatches? matches, out string? diagnostic)
    {
        matches = null;
        if (!_locator.TryLocate(request.Target, request.ProcessId, out var path, out diagnostic))
            return false;
        var root = RootedPath.RootOf(_calls, request.ProcessId);
        if (!UserBinary.TryOpen(_calls, path!, root, out var binary, out diagnostic))
            return false;
        using (binary)
        {
            if (!CanProbe(binary!.File, out diagnostic))
                return false;
            var notes = new List<string>();
            var search = new FunctionSearch(binary) { WithSizeless = request.AllowUnchecked };
            List<UserFunction>? functions;
            if (request.Function.Length == 0)
                functions = ByAddress(binary, search, request, notes, out diagnostic);
            else if (CppName.TryRead(request.Function, out var source))
                functions = ByPattern(binary, search.Match(source), request, out diagnostic);
            else if (GlobPattern.IsPattern(request.Function))
                functions = ByPattern(binary, search.Match(new GlobPattern(request.Function)), request, out diagnostic);
            else
                functions = ByName(binary, search, request, root, notes, out diagnostic);
            if (functions is null)
                return false;
            if (search.IsCut)
                notes.Add($"'{request.Function}' means more than {SymbolLimits.MaxMatches} functions of {path}; the others are left out");
            if (request.IsReturn && binary.File.IsGo)
                notes.Add($"{path} is a Go program: a return probe changes return addresses, which crashes it when its stack moves; probe the RET instructions instead (function+offset)");
            matches = new UserFunctionMatches(path!, functions, notes);
            return true;
        }
    }

    /// <summary>All functions of a file that match a pattern, sorted by name; empty when the file cannot be read or nothing matches.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="pattern">Pattern; a name without <c>*</c> gives that function.</param>
    public IReadOnlyList<UserFunction> Match(string path, string pattern) =>
        TryResolve(new UserFunctionRequest(path, pattern) { AllowUnchecked = true }, out var matches, out _) ? matches!.Functions : [];

    private static bool CanProbe(ElfFile file, out string? diagnostic)
    {
        diagnostic = null;
        if (file.Header.Kind is not (ElfKind.Executable or ElfKind.Shared))
            diagnostic = $"{file.Path} is neither a program nor a shared library";
        else if (!HostMachine.CanProbe(file.Header))
            diagnostic = $"{file.Path} is for {HostMachine.NameOf(file.Header.Machine)}, this machine is {HostMachine.NameOf(HostMachine.Current)}";
        return diagnostic is null;
    }

    private static List<UserFunction>? ByPattern(UserBinary binary, List<UserFunction> functions, UserFunctionRequest request, out string? diagnostic)
    {
        diagnostic = null;
        if (functions.Count == 0)
        {
            diagnostic = $"no function of {binary.File.Path} matches '{request.Function}'{MissingSymbols(binary)}";
            return null;
        }

        if (request.Offset == 0)
            return functions;
        diagnostic = $"an offset needs one function, not a name that can mean several: '{request.Function}+{request.Offset}'; write its symbol, {functions[0].Name}";
        return null;
    }

    private static List<UserFunction>? ByAddress(UserBinary binary, FunctionSearch search, UserFunctionRequest request, List<string> notes, out string? diagnostic)
    {
        diagnostic = null;
        var file = binary.File;
        var address = request.Offset;
        if (!file.TryOffsetOf(address, out var offset, executableOnly: true))
        {
            diagnostic = $"address 0x{address:x} is not in the code of {file.Path}{CodeRanges(file)}";
            return null;
        }

        if (search.TryFindAround(address, out var function))
        {
            var behind = address - function.Address;
            if (!IsBoundary(file, function.Offset, behind, $"address 0x{address:x} in {function.Name}", request, notes, out diagnostic))
                return null;

            if (request.IsReturn && behind != 0)
            {
                diagnostic = $"address 0x{address:x} is inside of {function.Name}: a return probe belongs to the start of a function, 0x{function.Address:x}";
                return null;
            }

            return [function with { Offset = offset, Address = address, FunctionOffset = behind }];
        }

        if (!request.AllowUnchecked)
        {
            diagnostic = $"address 0x{address:x} is in no known function of {file.Path}, so it cannot be checked to be the start of an instruction; a wrong one kills the program; --unsafe allows it";
            return null;
        }

        return [new UserFunction(file.Path, offset, "", 0, address)];
    }

    private List<UserFunction>? ByName(
        UserBinary binary, FunctionSearch search, UserFunctionRequest request, string root, List<string> notes, out string? diagnostic)
    {
        var file = binary.File;
        var found = search.Find(request.Function);
        diagnostic = null;
        if (found.Count == 0)
        {
            diagnostic = Missing(binary, search, request.Function, root);
            return null;
        }

        if (found.Count > 1)
        {
            diagnostic = Ambiguous(file, request.Function, found);
            return null;
        }

        var (function, symbol) = found[0];
        if (function.Size == 0 && !request.AllowUnchecked)
        {
            diagnostic = $"{request.Function} in {file.Path} has no size, so it may not be a function; --unsafe allows to probe it";
            return null;
        }

        if (symbol.Kind == ElfSymbolKind.IndirectFunction)
            notes.Add(Indirect(search, file, request.Function));
        if (request.Offset == 0)
            return [function];
        if (request.IsReturn)
        {
            diagnostic = $"a return probe has no offset: '{request.Function}+{request.Offset}'";
            return null;
        }

        if (function.Size != 0 && request.Offset >= function.Size)
        {
            diagnostic = $"+{request.Offset} is outside of {request.Function}, which has {function.Size} bytes";
            return null;
        }

        if (!IsBoundary(file, function.Offset, request.Offset, request.Function, request, notes, out diagnostic))
            return null;
        return [function with { Offset = function.Offset + request.Offset, Address = function.Address + request.Offset, FunctionOffset = request.Offset }];
    }

    private static bool IsBoundary(
        ElfFile file, ulong start, ulong behind, string place, UserFunctionRequest request, List<string> notes, out string? diagnostic)
    {
        if (InstructionBoundary.Check(file, start, behind, out diagnostic))
            return true;
        string problem = $"{place}: {diagnostic}; a probe there would kill the program";
        diagnostic = request.AllowUnchecked ? null : problem + "; --unsafe allows it";
        if (request.AllowUnchecked)
            notes.Add(problem);
        return request.AllowUnchecked;
    }

    private string Missing(UserBinary binary, FunctionSearch search, string name, string root)
    {
        var file = binary.File;
        if (search.Unsuitable is { } symbol)
        {
            return symbol.Kind is ElfSymbolKind.Object or ElfSymbolKind.Common or ElfSymbolKind.ThreadLocal
                ? $"{name} in {file.Path} is a variable, not a function"
                : $"{name} in {file.Path} is not in executable code";
        }

        if (search.IsImported)
            return ImportedFunction.Describe(_calls, _locator, file, name, root);
        var clones = search.NamesStartingWith(name + ".", 5);
        if (clones.Count > 0)
            return $"the compiler left no function {name} in {file.Path}, only parts or variants of it: {string.Join(", ", clones)}";
        var near = new NearMatches(name);
        search.OfferNames(near);
        var hint = near.Names.Count > 0 ? $"; did you mean {string.Join(", ", near.Names)}?" : "";
        return $"there is no function {name} in {file.Path}{hint}{MissingSymbols(binary)}";
    }

    private static string MissingSymbols(UserBinary binary)
    {
        if (binary.File.Symbols.Count > 0 || binary.Debug is not null)
            return "";
        return binary.File.HasMiniDebug
            ? " (the file is stripped; its compressed symbol table .gnu_debugdata is not read: install the debug symbols of its package)"
            : " (the file is stripped and no debug file for it is installed, so only exported functions are known)";
    }

    private static string Ambiguous(ElfFile file, string name, List<(UserFunction Function, ElfSymbol Symbol)> found)
    {
        var places = new List<string>();
        foreach (var (function, _) in found)
            places.Add(function.Address.ToString("x", CultureInfo.InvariantCulture));
        return $"{file.Path} has {found.Count} functions named {name}, at 0x{string.Join(", 0x", places)}; write the address instead of the name, or {name}* for all";
    }

    private static string Indirect(FunctionSearch search, ElfFile file, string name)
    {
        var candidates = search.NamesStartingWith($"__{name}_", 32);

        // The variants that check buffer sizes are other functions with their own name.
        candidates.RemoveAll(static candidate => candidate.Contains("_chk", StringComparison.Ordinal) || candidate.EndsWith("_ifunc", StringComparison.Ordinal));
        var hint = candidates.Count > 0 ? $"; probe one of its implementations: {string.Join(", ", candidates)}" : "";
        return $"{name} in {file.Path} is chosen at load time (IFUNC): the probe is on the code that chooses, which runs once per process{hint}";
    }

    private static string CodeRanges(ElfFile file)
    {
        var ranges = new List<string>();
        foreach (ref readonly var segment in file.Segments)
        {
            if (segment.IsLoaded && segment.IsExecutable && ranges.Count < 4)
                ranges.Add($"0x{segment.Address:x}-0x{unchecked(segment.Address + segment.FileSize):x}");
        }

        return ranges.Count > 0 ? $", which is at {string.Join(", ", ranges)}" : ", which has none";
    }
}
