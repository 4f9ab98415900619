using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Borescope.Script.Headers;

/// <summary>
/// Preprocesses C headers: what is left are declarations without macros and conditionals, and the macros that stand for values.
/// </summary>
/// <param name="search">Where included files are.</param>
/// <param name="forKernel">Whether the headers are the kernel's.</param>
internal sealed class CPreprocessor(HeaderSearch search, bool forKernel)
{
    private readonly Dictionary<string, CMacro> _macros = new(StringComparer.Ordinal);
    private readonly HeaderBudget _budget = new();
    private readonly HashSet<string> _once = new(StringComparer.Ordinal);
    private readonly List<HeaderPart> _parts = [];
    private MacroExpander? _expander;
    private int _files;
    private int _depth;

    /// <summary>Declarations of the files read, in the order a compiler sees them.</summary>
    public IReadOnlyList<HeaderPart> Parts => _parts;

    /// <summary>Macros, those defined beforehand included.</summary>
    public IReadOnlyDictionary<string, CMacro> Macros => _macros;

    /// <summary>Where reading stopped: file and line, for messages.</summary>
    public (string Path, int Line) Place { get; private set; } = ("", 0);

    private MacroExpander Expander => _expander ??= new MacroExpander(_macros, _budget);

    /// <summary>Sets up the macros that a compiler defines.</summary>
    public void Start() => PredefinedMacros.AddTo(_macros, forKernel);

    /// <summary>Defines a macro of the script.</summary>
    public void Define(CMacro macro) => _macros[macro.Name] = macro with { IsPredefined = true };

    /// <summary>What stands for a macro without parameters, all macros in it replaced; nothing when that does not end.</summary>
    public IReadOnlyList<CToken> Expand(CMacro macro)
    {
        try
        {
            return new MacroExpander(_macros, _budget).Expand([new CToken(CTokenKind.Identifier, macro.Name, 1, false)]);
        }
        catch (HeaderException)
        {
            return [];
        }
    }

    /// <summary>Reads a file and what it includes.</summary>
    /// <exception cref="HeaderException">It cannot be read any further; <see cref="Place"/> says where.</exception>
    public void Read(string path)
    {
        _depth = 0;
        _expander = null;
        ReadFile(path);
    }

    private void ReadFile(string path)
    {
        if (_once.Contains(path))
            return;
        Place = (path, 1);
        if (++_files > HeaderBudget.MaxFiles)
            throw new HeaderException($"more than {HeaderBudget.MaxFiles} files are included");
        if (++_depth > HeaderBudget.MaxDepth)
            throw new HeaderException("files include one another without end");
        var lexer = new CLexer(TextOf(path));
        var conditions = new CConditions(_macros, _budget, name => search.Find(name, null, forKernel) is not null);
        var chunk = new List<CToken>();
        while (lexer.TryRead(out CLine line))
        {
            Place = (path, line.Number);
            if (!line.IsDirective)
            {
                if (conditions.IsActive)
                    chunk.AddRange(line.Tokens);
                continue;
            }

            if (line.Tokens.Count > 1)
                Directive(line, path, conditions, chunk);
        }

        Flush(path, chunk);
        if (conditions.IsOpen)
            throw new HeaderException("an #if is never closed");
        _depth--;
    }

    private void Directive(CLine line, string path, CConditions conditions, List<CToken> chunk)
    {
        string word = line.Tokens[1].Text;
        if (conditions.TryTake(line) || !conditions.IsActive)
            return;

        // Declarations so far see the macros so far.
        Flush(path, chunk);
        Place = (path, line.Number);
        switch (word)
        {
            case "define":
                CMacro macro = CMacro.Read(line);
                _macros[macro.Name] = macro;
                break;
            case "undef" when line.Tokens.Count > 2:
                _macros.Remove(line.Tokens[2].Text);
                break;
            case "include" or "include_next":
                Include(line, path, isNext: word == "include_next");
                Place = (path, line.Number);
                break;
            case "pragma" when line.Tokens.Count > 2 && line.Tokens[2].Text == "once":
                _once.Add(path);
                break;
            case "error":
                throw new HeaderException("#error" + line.TextFrom(2));
        }
    }

    private void Include(CLine line, string path, bool isNext)
    {
        IReadOnlyList<CToken> operand = [.. line.Tokens.Skip(2)];
        if (operand.Count > 0 && operand[0].Kind == CTokenKind.Identifier)
            operand = Expander.Expand(operand);
        if (operand.Count == 0)
            throw new HeaderException("an #include names no file");
        bool quoted = operand[0].Kind == CTokenKind.Text;
        string name = quoted ? operand[0].Text.Trim('"') : string.Concat(operand.Select(static t => t.Text)).TrimStart('<');
        int close = name.IndexOf('>', StringComparison.Ordinal);
        if (close >= 0)
            name = name[..close];
        string? found = search.Find(name, quoted ? Path.GetDirectoryName(path) : null, forKernel, isNext ? path : null);
        if (found is not null)
            ReadFile(found);
        else if (KnownHeaders.TextOf(name) is null)
            throw new HeaderException($"the file '{name}' that it includes is not installed");
    }

    // Writes declarations on the lines they have in the file.
    private void Flush(string path, List<CToken> chunk)
    {
        if (chunk.Count == 0)
            return;
        var text = new StringBuilder();
        int line = 1;
        foreach (CToken token in Expander.Expand(chunk))
        {
            if (token.Line > line)
            {
                text.Append('\n', token.Line - line);
                line = token.Line;
            }
            else if (text.Length > 0 && text[^1] != '\n')
            {
                text.Append(' ');
            }

            text.Append(token.Text);
        }

        chunk.Clear();
        _parts.Add(new HeaderPart(path, text.ToString()));
    }

    private static string TextOf(string path)
    {
        try
        {
            if (new FileInfo(path).Length > HeaderBudget.MaxFileBytes)
                throw new HeaderException($"it is larger than {HeaderBudget.MaxFileBytes >> 20} MiB");
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HeaderException($"it cannot be read: {error.Message}");
        }
    }
}
