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
    public void Define(string name, string body) => _macros[name] = new CMacro(name, null, false, CLexer.LineOf(body), IsPredefined: true);

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
        var conditions = new Stack<Condition>();
        var chunk = new List<CToken>();
        while (lexer.TryRead(out CLine line))
        {
            Place = (path, line.Number);
            if (!line.IsDirective)
            {
                if (IsActive(conditions))
                    chunk.AddRange(line.Tokens);
                continue;
            }

            if (line.Tokens.Count > 1)
                Directive(line, path, conditions, chunk);
        }

        Flush(path, chunk);
        if (conditions.Count > 0)
            throw new HeaderException("an #if is never closed");
        _depth--;
    }

    private static bool IsActive(Stack<Condition> conditions) => conditions.Count == 0 || conditions.Peek() == Condition.Taken;

    private void Directive(CLine line, string path, Stack<Condition> conditions, List<CToken> chunk)
    {
        string word = line.Tokens[1].Text;
        switch (word)
        {
            case "if" or "ifdef" or "ifndef":
                conditions.Push(!IsActive(conditions) ? Condition.Over : Holds(word, line) ? Condition.Taken : Condition.Waiting);
                return;
            case "elif" or "else" or "endif" when conditions.Count == 0:
                throw new HeaderException($"#{word} without #if");
            case "elif" or "else":
                Condition now = conditions.Pop();
                conditions.Push(now == Condition.Waiting && (word == "else" || Holds("if", line)) ? Condition.Taken : now == Condition.Waiting ? Condition.Waiting : Condition.Over);
                return;
            case "endif":
                conditions.Pop();
                return;
        }

        if (!IsActive(conditions))
            return;

        // Declarations so far see the macros so far.
        Flush(path, chunk);
        Place = (path, line.Number);
        switch (word)
        {
            case "define":
                Define(line);
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
                throw new HeaderException("#error" + TextBehind(line, 2));
        }
    }

    private bool Holds(string word, CLine line)
    {
        if (word != "if")
            return line.Tokens.Count > 2 && _macros.ContainsKey(line.Tokens[2].Text) == (word == "ifdef");
        var tokens = new List<CToken>();
        for (int index = 2; index < line.Tokens.Count; index++)
        {
            CToken token = line.Tokens[index];
            if (token.Text is "defined" or "__has_include" or "__has_include_next" or "__has_attribute" or "__has_builtin" or "__has_feature")
                tokens.Add(token with { Kind = CTokenKind.Number, Text = Ask(token.Text, line, ref index) ? "1" : "0" });
            else
                tokens.Add(token);
        }

        return ConditionEvaluator.Evaluate(Expander.Expand(tokens)) != 0;
    }

    // "defined X", "defined(X)", "__has_include(<x.h>)": index ends on the last token taken.
    private bool Ask(string question, CLine line, ref int index)
    {
        bool parenthesis = index + 1 < line.Tokens.Count && line.Tokens[index + 1].Is("(");
        if (parenthesis)
            index++;
        var asked = new StringBuilder();
        for (index++; index < line.Tokens.Count; index++)
        {
            if (parenthesis && line.Tokens[index].Is(")"))
                break;
            asked.Append(line.Tokens[index].Text);
            if (!parenthesis)
                break;
        }

        string name = asked.ToString();
        return question switch
        {
            "defined" => _macros.ContainsKey(name),
            "__has_include" or "__has_include_next" => name.Length > 2 && search.Find(name[1..^1], null, forKernel) is not null,
            _ => false,
        };
    }

    private void Define(CLine line)
    {
        if (line.Tokens.Count < 3 || line.Tokens[2].Kind != CTokenKind.Identifier)
            throw new HeaderException("a #define needs a name");
        string name = line.Tokens[2].Text;
        int body = 3;
        List<string>? parameters = null;
        bool variadic = false;
        if (line.Tokens.Count > 3 && line.Tokens[3].Is("(") && !line.Tokens[3].AfterBlank)
        {
            parameters = [];
            for (body = 4; body < line.Tokens.Count && !line.Tokens[body].Is(")"); body++)
            {
                if (line.Tokens[body].Kind == CTokenKind.Identifier)
                    parameters.Add(line.Tokens[body].Text);
                else if (line.Tokens[body].Is("..."))
                    variadic = true;
            }

            // "args..." names what "..." calls __VA_ARGS__.
            if (variadic && !(line.Tokens[body - 2] is { Kind: CTokenKind.Identifier }))
                parameters.Add("__VA_ARGS__");
            body++;
        }

        var tokens = new List<CToken>();
        for (; body < line.Tokens.Count; body++)
            tokens.Add(line.Tokens[body]);
        _macros[name] = new CMacro(name, parameters, variadic, tokens);
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

    private static string TextBehind(CLine line, int first)
    {
        var text = new StringBuilder();
        foreach (CToken token in line.Tokens.Skip(first))
            text.Append(' ').Append(token.Text);
        return text.ToString();
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

    private enum Condition
    {
        /// <summary>This branch counts.</summary>
        Taken,

        /// <summary>No branch has counted yet.</summary>
        Waiting,

        /// <summary>A branch has counted, or the whole does not.</summary>
        Over,
    }
}
