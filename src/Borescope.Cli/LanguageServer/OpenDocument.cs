using System;
using System.Text.Json;
using Borescope.Script.Syntax;

namespace Borescope.Cli.LanguageServer;

/// <summary>A script that is open in the editor.</summary>
/// <param name="Uri">The editor's name for it.</param>
/// <param name="Text">Its text as the editor has it.</param>
/// <param name="Version">The editor's count of its changes.</param>
internal sealed record OpenDocument(string Uri, string Text, int Version)
{
    private readonly ScriptSource _lines = new("", Text);

    /// <summary>The file; null when it has none yet.</summary>
    internal string? Path => System.Uri.TryCreate(Uri, UriKind.Absolute, out Uri? uri) && uri.IsFile ? uri.LocalPath : null;

    /// <summary>The offset of a position (line and character from 0, in UTF-16 units); places past a line's end mean its end.</summary>
    internal int Offset(JsonElement position)
    {
        int line = position.GetProperty("line"u8).GetInt32(), character = position.GetProperty("character"u8).GetInt32();
        if (line >= _lines.LineCount || line < 0)
        {
            return line < 0 ? 0 : Text.Length;
        }
        return Text.Length == 0 ? 0 : Math.Min(StartOf(line) + Math.Clamp(character, 0, _lines.Line(line + 1).Length), Text.Length);
    }

    /// <summary>Writes a span as a range.</summary>
    internal void WriteRange(Utf8JsonWriter writer, ReadOnlySpan<byte> name, TextSpan span) => WriteRange(writer, name, _lines, span);

    /// <summary>Writes a span of any source as a range.</summary>
    internal static void WriteRange(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ScriptSource source, TextSpan span)
    {
        writer.WriteStartObject(name);
        WritePosition(writer, "start"u8, source, span.Start);
        WritePosition(writer, "end"u8, source, span.End);
        writer.WriteEndObject();
    }

    private static void WritePosition(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ScriptSource source, int offset)
    {
        (int line, int column) = source.Locate(offset);
        writer.WriteStartObject(name);
        writer.WriteNumber("line"u8, line - 1);
        writer.WriteNumber("character"u8, column - 1);
        writer.WriteEndObject();
    }

    private int StartOf(int line)
    {
        int low = 0, high = Text.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_lines.Locate(middle).Line - 1 < line)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }
}
