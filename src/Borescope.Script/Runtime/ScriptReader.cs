using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Borescope.Script.Diagnostics;
using Borescope.Script.Headers;
using Borescope.Script.Syntax;

namespace Borescope.Script.Runtime;

/// <summary>Parses a script together with what it imports (<c>import "x"</c>) and includes (<c>#include "x.h"</c>), each file once.</summary>
public sealed class ScriptReader
{
    private const int MaxFiles = 1000;

    private readonly ScriptSource _source;
    private readonly IReadOnlyList<string> _includeDirectories;
    private readonly DiagnosticBag _diagnostics;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly ScriptDirectives _directives;
    private readonly Dictionary<string, (CPreprocessor Preprocessor, int First, int Behind)> _preprocessed = new(StringComparer.Ordinal);
    private readonly DiagnosticBag _headerProblems = new();
    private readonly List<(string Name, string Text)> _standIns = [];
    private readonly CPreprocessor?[] _preprocessors = new CPreprocessor?[2];
    private readonly List<string> _first = [];
    private string _directory = "/";
    private HeaderSearch? _headers;
    private readonly List<DeclarationSyntax> _declarations = [];
    private readonly List<CodeImport> _code = [];

    private ScriptReader(ScriptSource source, IReadOnlyList<string> includeDirectories, DiagnosticBag diagnostics)
    {
        _source = source;
        _includeDirectories = includeDirectories;
        _diagnostics = diagnostics;
        _directives = new ScriptDirectives(name => Headers.Find(name, _directory, forKernel: true) is not null || KnownHeaders.TextOf(name) is not null, PreprocessIncluded);
    }

    /// <summary>Parses a script and the files it names.</summary>
    /// <param name="source">The script; texts of imported files are added to it.</param>
    /// <param name="path">Path of the script, which relative paths start from; null for text from elsewhere, which starts from the current directory.</param>
    /// <param name="includeDirectories">Where else headers are looked for.</param>
    /// <param name="diagnostics">Where messages go.</param>
    /// <param name="includes">Headers that are read before the script, by path or name in those directories.</param>
    public static SyntaxTree Read(
        ScriptSource source, string? path, IReadOnlyList<string> includeDirectories, DiagnosticBag diagnostics, IReadOnlyList<string>? includes = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(includeDirectories);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var reader = new ScriptReader(source, includeDirectories, diagnostics);
        string directory = path is null ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (path is not null)
            reader._read.Add(Path.GetFullPath(path));
        reader._directory = directory;
        foreach (string include in includes ?? [])
            reader.IncludeFirst(include);
        SyntaxTree tree = Parser.Parse(source, reader._directives, diagnostics);
        foreach (string header in reader._first)
            reader.AddHeader(header);
        reader.Add(tree.Declarations, directory, isImported: false);
        reader.AddMacros();
        return tree with { Declarations = reader._declarations, HeaderProblems = reader._headerProblems.Items, CodeImports = reader._code, Files = reader.OwnFiles(path) };
    }

    private List<string> OwnFiles(string? script)
    {
        var files = new List<string>();
        foreach (string file in _read)
        {
            if (!file.StartsWith("/usr/", StringComparison.Ordinal) && !Headers.IsOfKernel(file) && (script is null || file != Path.GetFullPath(script)))
                files.Add(file);
        }

        return files;
    }

    private HeaderSearch Headers => _headers ??= new HeaderSearch(_includeDirectories, Environment.GetEnvironmentVariable);

    private void IncludeFirst(string name)
    {
        var start = new TextSpan(0, Math.Min(1, _source.Text.Length));
        if (Headers.Find(name, Directory.GetCurrentDirectory(), forKernel: false) is { } found)
            First(found, start);
        else
            _diagnostics.Error(_source, start, $"there is no header '{name}' to include", "give its path, or its folder with -I");
    }

    // Its declarations are parsed behind the script's: text is added to the source.
    private void First(string path, TextSpan at)
    {
        PreprocessHeader(path, at);
        _first.Add(path);
    }

    // The script's conditionals ask what its headers define.
    private void PreprocessIncluded(string name, bool isQuoted, TextSpan at)
    {
        if (Headers.Find(name, isQuoted ? _directory : null, KernelHeaderNames.Contains(name)) is { } found)
            PreprocessHeader(found, at);
        if (KnownHeaders.TextOf(name) is { } standIn)
            _directives.Include(KnownHeaders.MacrosOf(standIn));
    }

    private void Add(IReadOnlyList<DeclarationSyntax> declarations, string directory, bool isImported)
    {
        foreach (DeclarationSyntax declaration in declarations)
        {
            switch (declaration)
            {
                case ImportSyntax import:
                    Import(import, directory);
                    break;
                case IncludeSyntax include when Include(include, directory):
                    break;
                case ConfigSyntax when isImported:
                    _diagnostics.Error(_source, declaration.Span, "an imported file cannot have a config block", "settings belong to the script that imports it");
                    break;
                default:
                    _declarations.Add(declaration);
                    break;
            }
        }
    }

    private void Import(ImportSyntax import, string directory)
    {
        if (import.Path.Length == 0)
            return;
        string path = Path.GetFullPath(Path.Combine(directory, import.Path));
        if (Directory.Exists(path))
        {
            string[] files = Directory.GetFiles(path);
            Array.Sort(files, StringComparer.Ordinal);
            foreach (string file in files)
            {
                if (IsText(file) || file.EndsWith(".bpf.c", StringComparison.Ordinal))
                    Import(file, import.Span);
            }

            return;
        }

        if (IsText(path) || IsCode(path))
            Import(path, import.Span);
        else
            _diagnostics.Error(_source, import.Span, $"'{import.Path}' cannot be imported", "imported are scripts (.bt), headers (.h), C code (.bpf.c, or .bpf.o when it is built), and directories of them");
    }

    private static bool IsText(string path) => path.EndsWith(".bt", StringComparison.Ordinal) || path.EndsWith(".h", StringComparison.Ordinal);

    private static bool IsCode(string path) => path.EndsWith(".bpf.c", StringComparison.Ordinal) || path.EndsWith(".bpf.o", StringComparison.Ordinal);

    private void Import(string path, TextSpan at)
    {
        if (!IsCode(path))
            ReadFile(path, at);
        else if (!File.Exists(path))
            _diagnostics.Error(_source, at, $"cannot read '{path}': there is no such file");
        else if (_read.Add(path) && IsTrusted(path, at))
            _code.Add(new CodeImport(path, at));
    }

    // False: there is no such header, and nothing stands for it.
    private bool Include(IncludeSyntax include, string directory)
    {
        bool quoted = _source.Slice(include.Span).Contains('"', StringComparison.Ordinal);
        string? found = Headers.Find(include.Path, quoted ? directory : null, KernelHeaderNames.Contains(include.Path));
        if (found is not null)
        {
            PreprocessHeader(found, include.Span);
            AddHeader(found);
        }

        // Also beside a header of the same name: that for programs lacks what the kernel's has.
        string? standIn = KnownHeaders.TextOf(include.Path);
        if (standIn is not null)
            _standIns.Add((include.Path, standIn));
        return found is not null || standIn is not null;
    }

    private void PreprocessHeader(string path, TextSpan at)
    {
        if (!_read.Add(path) || !IsTrusted(path, at))
            return;
        bool ofKernel = Headers.IsOfKernel(path);
        CPreprocessor preprocessor = PreprocessorFor(ofKernel);
        int before = preprocessor.Parts.Count;
        try
        {
            preprocessor.Read(path);
        }
        catch (HeaderException error)
        {
            (string file, int line) = preprocessor.Place;
            _diagnostics.Warning(_source, at, $"{file}:{line.ToString(CultureInfo.InvariantCulture)}: {error.Message}; what follows in this header is not known");
        }

        _preprocessed[path] = (preprocessor, before, preprocessor.Parts.Count);
        _directives.Include(preprocessor.Macros.Values);
    }

    // Its declarations, once.
    private void AddHeader(string path)
    {
        if (!_preprocessed.Remove(path, out (CPreprocessor Preprocessor, int First, int Behind) header))
            return;

        // Types of the kernel are better taken from its BTF, which knows how it was configured.
        if (!Headers.IsOfKernel(path) && header.Behind > header.First)
        {
            int start = -1, end = 0;
            for (int index = header.First; index < header.Behind; index++)
            {
                HeaderPart part = header.Preprocessor.Parts[index];
                end = _source.Append(new ScriptSource(part.Path, part.Text));
                start = start < 0 ? end : start;
                end += part.Text.Length;
            }

            _declarations.AddRange(Parser.ParsePart(_source, start, end, null, _headerProblems));
        }
    }

    // One for all headers of a kind: they see one another's macros, as in one compilation, and the script's.
    private CPreprocessor PreprocessorFor(bool ofKernel)
    {
        ref CPreprocessor? preprocessor = ref _preprocessors[ofKernel ? 1 : 0];
        if (preprocessor is null)
        {
            preprocessor = new CPreprocessor(Headers, ofKernel);
            preprocessor.Start();
            foreach (CMacro macro in _directives.Own)
                preprocessor.Define(macro);
        }

        return preprocessor;
    }

    // What all files together name of the headers' macros. In front of all else, so that definitions can be computed from them and those of the script hold.
    private void AddMacros()
    {
        string text = _source.Text;
        var macros = new List<DeclarationSyntax>();
        foreach ((string name, string lines) in _standIns)
            macros.AddRange(ParseMacros(name, lines));
        foreach (CPreprocessor? preprocessor in _preprocessors)
        {
            if (preprocessor is not null)
                macros.AddRange(ParseMacros("headers", UsedMacros.TextOf(preprocessor, text)));
        }

        _declarations.InsertRange(0, macros);
    }

    private IReadOnlyList<DeclarationSyntax> ParseMacros(string name, string lines)
    {
        if (lines.Length == 0)
            return [];
        int start = _source.Append(new ScriptSource(name, lines));
        return Parser.ParsePart(_source, start, start + lines.Length, null, _headerProblems);
    }

    // Whoever may write there could change what runs as root.
    private bool IsTrusted(string path, TextSpan at)
    {
        if ((File.GetUnixFileMode(Path.GetDirectoryName(path) ?? "/") & UnixFileMode.OtherWrite) == 0)
            return true;
        _diagnostics.Error(_source, at, $"'{path}' is not read: everybody may write to its directory", "move it to a directory of your own");
        return false;
    }

    private void ReadFile(string path, TextSpan at)
    {
        if (path.EndsWith(".h", StringComparison.Ordinal) && File.Exists(path))
        {
            PreprocessHeader(path, at);
            AddHeader(path);
            return;
        }

        if (!_read.Add(path))
            return;
        if (_read.Count > MaxFiles)
        {
            _diagnostics.Error(_source, at, $"this script imports more than {MaxFiles} files");
            return;
        }

        string directory = Path.GetDirectoryName(path) ?? "/";
        string text;
        try
        {
            if (!IsTrusted(path, at))
                return;
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string reason = error is DirectoryNotFoundException ? "there is no such file" : ScriptFile.Problem(error, path);
            _diagnostics.Error(_source, at, $"cannot read '{path}': {reason}");
            return;
        }

        int start = _source.Append(new ScriptSource(path, text));
        string outer = _directory;
        _directory = directory;
        Add(Parser.ParsePart(_source, start, start + text.Length, _directives, _diagnostics), directory, isImported: true);
        _directory = outer;
    }
}
