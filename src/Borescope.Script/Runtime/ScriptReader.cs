using System;
using System.Collections.Generic;
using System.IO;
using Borescope.Script.Diagnostics;
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
    private readonly HashSet<string> _defined = ["BPFTRACE_HAVE_BTF"];
    private readonly List<DeclarationSyntax> _declarations = [];

    private ScriptReader(ScriptSource source, IReadOnlyList<string> includeDirectories, DiagnosticBag diagnostics)
    {
        _source = source;
        _includeDirectories = includeDirectories;
        _diagnostics = diagnostics;
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
        SyntaxTree tree = Parser.Parse(source, diagnostics);
        var reader = new ScriptReader(source, includeDirectories, diagnostics);
        string directory = path is null ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (path is not null)
            reader._read.Add(Path.GetFullPath(path));
        foreach (string include in includes ?? [])
            reader.IncludeFirst(include);
        reader.Add(tree.Declarations, directory, isImported: false);
        return tree with { Declarations = reader._declarations };
    }

    private void IncludeFirst(string name)
    {
        string? found = File.Exists(name) ? name : null;
        for (int i = 0; i < _includeDirectories.Count && found is null; i++)
        {
            if (Path.Combine(_includeDirectories[i], name) is var candidate && File.Exists(candidate))
                found = candidate;
        }

        var start = new TextSpan(0, Math.Min(1, _source.Text.Length));
        if (found is null)
            _diagnostics.Error(_source, start, $"there is no header '{name}' to include", "give its path, or its folder with -I");
        else
            ReadFile(Path.GetFullPath(found), start);
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
                case IncludeSyntax include when FindHeader(include, directory) is { } header:
                    ReadFile(header, include.Span);
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
                if (file.EndsWith(".bt", StringComparison.Ordinal) || file.EndsWith(".h", StringComparison.Ordinal))
                    ReadFile(file, import.Span);
            }

            return;
        }

        if (path.EndsWith(".c", StringComparison.Ordinal))
            _diagnostics.Error(_source, import.Span, $"not supported yet: import of C code ({import.Path})", "scripts (.bt) and headers (.h) can be imported");
        else if (!path.EndsWith(".bt", StringComparison.Ordinal) && !path.EndsWith(".h", StringComparison.Ordinal))
            _diagnostics.Error(_source, import.Span, $"'{import.Path}' cannot be imported", "imported are scripts (.bt), headers (.h) and directories of them");
        else
            ReadFile(path, import.Span);
    }

    // "x.h" is looked for beside the file, both forms in the given directories.
    private string? FindHeader(IncludeSyntax include, string directory)
    {
        if (_source.Slice(include.Span).Contains('"', StringComparison.Ordinal) && Path.Combine(directory, include.Path) is var beside && File.Exists(beside))
            return Path.GetFullPath(beside);
        foreach (string given in _includeDirectories)
        {
            if (Path.Combine(given, include.Path) is var found && File.Exists(found))
                return Path.GetFullPath(found);
        }

        return null;
    }

    private void ReadFile(string path, TextSpan at)
    {
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
            // Whoever may write there could change what runs as root.
            if ((File.GetUnixFileMode(directory) & UnixFileMode.OtherWrite) != 0)
            {
                _diagnostics.Error(_source, at, $"'{path}' is not read: everybody may write to its directory", "move it to a directory of your own");
                return;
            }

            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string reason = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : error.Message;
            _diagnostics.Error(_source, at, $"cannot read '{path}': {reason}");
            return;
        }

        int start = _source.Append(new ScriptSource(path, text));
        bool header = path.EndsWith(".h", StringComparison.Ordinal);
        Add(Parser.ParsePart(_source, start, start + text.Length, header, _defined, _diagnostics), directory, isImported: true);
    }
}
