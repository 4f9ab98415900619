using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Kernel;

/// <summary>The parsed <c>format</c> file of a tracepoint.</summary>
public sealed class TracepointFormat
{
    private const int MaxFields = 1024;

    private TracepointFormat(string category, string name, int id, IReadOnlyList<TracepointField> fields, string printFormat)
    {
        Category = category;
        Name = name;
        Id = id;
        Fields = fields;
        PrintFormat = printFormat;
    }

    /// <summary>Group.</summary>
    public string Category { get; }

    /// <summary>Event.</summary>
    public string Name { get; }

    /// <summary>Number of the event, the config of its perf event.</summary>
    public int Id { get; }

    /// <summary>All fields, the common ones first.</summary>
    public IReadOnlyList<TracepointField> Fields { get; }

    /// <summary>The kernel's own format for text output.</summary>
    public string PrintFormat { get; }

    /// <summary>Bytes of the fixed part of the record.</summary>
    public int Size
    {
        get
        {
            var size = 0;
            foreach (var entry in Fields)
                size = Math.Max(size, entry.Offset + entry.Size);
            return size;
        }
    }

    /// <summary>Finds a field by name, null when there is none.</summary>
    public TracepointField? Find(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Name == name)
                return field;
        }

        return null;
    }

    /// <summary>Parses the text of a <c>format</c> file.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, string category, out TracepointFormat? format, out string? diagnostic)
    {
        format = null;
        var name = "";
        var id = -1;
        var print = "";
        var fields = new List<TracepointField>();
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = (end < 0 ? text : text[..end]).Trim("\t \r"u8);
            text = end < 0 ? default : text[(end + 1)..];
            if (line.StartsWith("name: "u8))
                name = Encoding.UTF8.GetString(line[6..]);
            else if (line.StartsWith("ID: "u8) && Utf8Parser.TryParse(line[4..], out int number, out _))
                id = number;
            else if (line.StartsWith("print fmt: "u8))
                print = Encoding.UTF8.GetString(line[11..]);
            else if (line.StartsWith("field"u8) && fields.Count < MaxFields)
            {
                if (!TryParseField(line, out var field))
                {
                    diagnostic = $"the format of {category}:{name} has a field that cannot be understood: {Encoding.UTF8.GetString(line)}";
                    return false;
                }

                fields.Add(field!);
            }
        }

        if (name.Length == 0 || id < 0)
        {
            diagnostic = $"the format of a tracepoint in {category} has no name or number";
            return false;
        }

        diagnostic = null;
        format = new TracepointFormat(category, name, id, fields, print);
        return true;
    }

    // field:TYPE NAME[N];	offset:0;	size:2;	signed:0;   ("field special:" marks arrays in ftrace's own events)
    private static bool TryParseField(ReadOnlySpan<byte> line, out TracepointField? field)
    {
        field = null;
        var colon = line.IndexOf((byte)':');
        var semicolon = line.IndexOf((byte)';');
        if (colon < 0 || semicolon < colon
            || !TryNumber(line, "offset:"u8, out var offset) || !TryNumber(line, "size:"u8, out var size))
            return false;
        TryNumber(line, "signed:"u8, out var signed);
        var declaration = Encoding.UTF8.GetString(line[(colon + 1)..semicolon]).Trim();
        var location = TracepointFieldLocation.InPlace;
        if (TryStrip(ref declaration, "__data_loc "))
            location = TracepointFieldLocation.FromRecord;
        else if (TryStrip(ref declaration, "__rel_loc "))
            location = TracepointFieldLocation.FromField;
        var arrayLength = location == TracepointFieldLocation.InPlace ? 0 : -1;

        // The array part follows the name, or the type for data locations.
        var open = declaration.IndexOf('[', StringComparison.Ordinal);
        var close = open < 0 ? -1 : declaration.IndexOf(']', open);
        if (close > open && open >= 0)
        {
            if (location == TracepointFieldLocation.InPlace)
                arrayLength = int.TryParse(declaration.AsSpan(open + 1, close - open - 1), out var count) ? count : -1;
            declaration = declaration.Remove(open, close - open + 1);
        }

        // The name is the last word; the rest, stars included, is the type.
        declaration = declaration.TrimEnd();
        var start = declaration.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit(declaration[start - 1]) || declaration[start - 1] == '_'))
            start--;
        if (start == declaration.Length)
            return false;
        var type = declaration[..start].TrimEnd();
        if (arrayLength < 0 && location == TracepointFieldLocation.InPlace)
            arrayLength = ElementCount(type, size);
        field = new TracepointField(declaration[start..], type, offset, size, signed != 0, location, arrayLength);
        return true;
    }

    // Array lengths may be spelt as C names (comm[TASK_COMM_LEN]); then the size tells.
    private static int ElementCount(string type, int size) => type switch
    {
        "char" or "unsigned char" or "u8" or "__u8" or "s8" or "uint8_t" or "bool" => size,
        "u16" or "__u16" or "short" or "unsigned short" or "uint16_t" or "__be16" or "__le16" => size / 2,
        "int" or "unsigned int" or "u32" or "__u32" or "s32" or "uint32_t" or "__be32" or "__le32" => size / 4,
        _ => size / 8,
    };

    private static bool TryStrip(ref string text, string prefix)
    {
        if (!text.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        text = text[prefix.Length..].TrimStart();
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key, out int value)
    {
        value = 0;
        var at = line.IndexOf(key);
        return at >= 0 && Utf8Parser.TryParse(line[(at + key.Length)..], out value, out _) && value >= 0;
    }
}
