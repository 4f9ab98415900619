using System;
using System.Text.Json;

namespace Borescope.Sources.Reads;

/// <summary>Reads the tree that <c>clang -ast-dump=json</c> writes. A place says its file only where it is another than that of the place before, so places are read in their order.</summary>
internal sealed class SyntaxReader
{
    private const int MaxDepth = 4000;

    private readonly byte[] _source;
    private readonly string _path;
    private string? _file;

    private SyntaxReader(byte[] source, string path)
    {
        _source = source;
        _path = path;
    }

    /// <summary>Reads a tree.</summary>
    /// <param name="json">What clang wrote.</param>
    /// <param name="source">The source.</param>
    /// <param name="path">Path of the source, as clang got it.</param>
    /// <returns>The translation unit; null when it nests deeper than any program that the kernel would take.</returns>
    internal static SyntaxNode? Read(string json, byte[] source, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return new SyntaxReader(source, path).Node(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private SyntaxNode Node(JsonElement element)
    {
        var node = new SyntaxNode();
        foreach (var property in element.EnumerateObject())
        {
            switch (property.Name)
            {
                case "kind": node.Kind = Text(property.Value); break;
                case "id": node.Id = Text(property.Value); break;
                case "name": node.Name = Text(property.Value); break;
                case "castKind": node.Cast = Text(property.Value); break;
                case "opcode": node.Operator = Text(property.Value); break;
                case "isArrow": node.IsArrow = property.Value.GetBoolean(); break;
                case "isBitfield": node.IsBitField = property.Value.GetBoolean(); break;
                case "referencedMemberDecl": node.TargetId = Text(property.Value); break;
                case "type": node.Type = Text(property.Value.TryGetProperty("desugaredQualType", out var bare) ? bare : property.Value.GetProperty("qualType")); break;
                case "referencedDecl":
                    node.TargetId = Text(property.Value.GetProperty("id"));
                    node.TargetName = property.Value.TryGetProperty("name", out var name) ? Text(name) : "";
                    break;
                case "loc": Read(property.Value); break;
                case "range":
                    var first = Read(property.Value.GetProperty("begin"));
                    var last = Read(property.Value.GetProperty("end"));
                    node.Origin = first.Origin;
                    node.Range = Between(first, last);
                    break;
                case "inner":
                    foreach (var child in property.Value.EnumerateArray())
                        node.Children.Add(Node(child));
                    break;
            }
        }

        return node;
    }

    private static string Text(JsonElement element) => element.GetString() ?? "";

    private Place Read(JsonElement place)
    {
        if (!place.TryGetProperty("spellingLoc", out var spelling))
        {
            var plain = Spot(place);
            return plain with { Origin = plain.Offset };
        }

        var written = Spot(spelling);
        var expansion = place.GetProperty("expansionLoc");
        var used = Spot(expansion);
        return written with { Origin = used.Offset, IsOfMacro = true, IsArgument = expansion.TryGetProperty("isMacroArgExpansion", out var argument) && argument.GetBoolean() };
    }

    private Place Spot(JsonElement place)
    {
        var result = new Place { Offset = -1 };
        foreach (var property in place.EnumerateObject())
        {
            if (property.Name == "offset")
                result.Offset = property.Value.GetInt32();
            else if (property.Name == "file")
                _file = property.Value.GetString();
            else if (property.Name == "tokLen")
                result.Length = property.Value.GetInt32();
        }

        if (_file != _path)
            result.Offset = -1;
        return result;
    }

    // What begins in one macro and ends in another, or in what such a one got as an argument, is not written anywhere as a whole.
    private SourceRange Between(Place first, Place last)
    {
        if (first.Offset < 0 && last.Offset < 0 && first.Origin == last.Origin && !first.IsArgument && !last.IsArgument)
            return UseOfRegister(first.Origin);
        if (first.Offset < 0 || last.Offset < 0)
            return default;
        var start = first.Offset;
        var end = last.Offset + last.Length;
        if (first.IsOfMacro && (!last.IsOfMacro || (last.IsArgument && last.Origin == first.Origin)) && BegunMacro(start) is { IsEmpty: false } name)
            start = StartOfUse(name, last.Offset);
        else if (last.IsOfMacro && (!first.IsOfMacro || (first.IsArgument && last.Origin == first.Origin)) && EndedMacro(end) is { IsEmpty: false } member)
            end = EndOfUse(member, start);
        else if (first.IsOfMacro != last.IsOfMacro || first.IsArgument != last.IsArgument || (first.IsOfMacro && first.Origin != last.Origin))
            return default;
        return start >= 0 && start < end && end <= _source.Length && IsBalanced(_source.AsSpan(start, end - start)) ? new SourceRange(start, end) : default;
    }

    // The only macros of headers that are a read as a whole: PT_REGS_PARM1(regs).
    private SourceRange UseOfRegister(int at)
    {
        if (at < 0 || !_source.AsSpan(at).StartsWith("PT_REGS_"u8))
            return default;
        for (var end = at; (end = NextParenthesis(end)) < _source.Length;)
        {
            if (IsBalanced(_source.AsSpan(at, ++end - at)))
                return new SourceRange(at, end);
        }

        return default;
    }

    private int NextParenthesis(int at) => _source.AsSpan(at).IndexOf((byte)')') is >= 0 and var found ? at + found : _source.Length;

    // #define NAME(x) (…: what is used as NAME(x) begins with the parenthesis.
    private ReadOnlySpan<byte> BegunMacro(int at)
    {
        var head = Definition(at);
        var name = SourceMask.NameLength(head);
        var rest = head[name..];
        if (rest.StartsWith("("u8))
            rest = rest[(rest.IndexOf((byte)')') + 1)..];
        return _source[at] == '(' && rest.IndexOfAnyExcept(" \t"u8) < 0 ? head[..name] : default;
    }

    private int StartOfUse(ReadOnlySpan<byte> name, int end)
    {
        for (var at = _source.AsSpan(0, end).LastIndexOf(name); at > 0; at = _source.AsSpan(0, at).LastIndexOf(name))
        {
            if (!SourceMask.IsName((char)_source[at - 1]) && !SourceMask.IsName((char)_source[at + name.Length]))
                return at;
        }

        return -1;
    }

    // #define NAME a.b: what is used as p->NAME ends with it.
    private ReadOnlySpan<byte> EndedMacro(int at)
    {
        var head = Definition(at);
        var rest = _source.AsSpan(at);
        if (head.IsEmpty || rest.IndexOfAnyExcept(" \t\r"u8) is var end && (end < 0 || rest[end] != '\n'))
            return default;
        var name = SourceMask.NameLength(head);
        return name < head.Length && head[name] == '(' ? default : head[..name];
    }

    private int EndOfUse(ReadOnlySpan<byte> name, int start)
    {
        for (int at = start, found; (found = _source.AsSpan(at).IndexOf(name)) >= 0; at += found + name.Length)
        {
            var end = at + found + name.Length;
            if (!SourceMask.IsName((char)_source[Math.Max(at + found - 1, 0)]) && end < _source.Length && !SourceMask.IsName((char)_source[end]))
                return end;
        }

        return -1;
    }

    // What stands before a place in the line that defines a macro; empty in any other.
    private ReadOnlySpan<byte> Definition(int at)
    {
        var line = _source.AsSpan(0, at);
        line = line[(line.LastIndexOf((byte)'\n') + 1)..].TrimStart(" \t"u8);
        if (!line.StartsWith("#"u8))
            return default;
        line = line[1..].TrimStart(" \t"u8);
        return line.StartsWith("define"u8) ? line["define".Length..].TrimStart(" \t"u8) : default;
    }

    private static bool IsBalanced(ReadOnlySpan<byte> text)
    {
        var depth = 0;
        foreach (var c in text)
        {
            depth += c switch { (byte)'(' or (byte)'[' => 1, (byte)')' or (byte)']' => -1, _ => 0 };
            if (depth < 0)
                return false;
        }

        return depth == 0;
    }

    private record struct Place(int Offset, int Length, int Origin, bool IsOfMacro, bool IsArgument);
}
