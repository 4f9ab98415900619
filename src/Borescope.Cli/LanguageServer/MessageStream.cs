using System;
using System.Buffers;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;

namespace Borescope.Cli.LanguageServer;

/// <summary>Messages of the Language Server Protocol's base protocol: a header with the length, a blank line, JSON.</summary>
/// <param name="input">Where messages come from.</param>
/// <param name="output">Where they go.</param>
internal sealed class MessageStream(Stream input, Stream output)
{
    /// <summary>The largest message taken: a script of that size is none.</summary>
    internal const int MaxBytes = 16 << 20;

    private const int MaxHeaderBytes = 4096;
    private const string LengthHeader = "Content-Length:";

    /// <summary>Reads the next message; null at the end of the input.</summary>
    /// <exception cref="InvalidDataException">This is not the protocol; nothing behind it can be understood.</exception>
    /// <exception cref="JsonException">The message is not JSON; the next one may be.</exception>
    internal JsonDocument? Read()
    {
        int length = -1;
        while (ReadHeader() is { } header)
        {
            if (header.Length > 0)
            {
                if (header.StartsWith(LengthHeader, StringComparison.OrdinalIgnoreCase)
                    && !int.TryParse(header.AsSpan(LengthHeader.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out length))
                {
                    throw new InvalidDataException($"'{header}' names no length");
                }
                continue;
            }
            if (length is < 0 or > MaxBytes)
            {
                throw new InvalidDataException(length < 0 ? "a message came without Content-Length" : $"a message of {length} bytes came, more than {MaxBytes}");
            }
            byte[] body = new byte[length];
            try
            {
                input.ReadExactly(body);
            }
            catch (EndOfStreamException)
            {
                return null;
            }
            return JsonDocument.Parse(body);
        }
        return null;
    }

    /// <summary>Writes a message.</summary>
    /// <param name="write">Writes its members, behind <c>jsonrpc</c>.</param>
    internal void Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter writer = new(body))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            write(writer);
            writer.WriteEndObject();
        }
        output.Write(Encoding.ASCII.GetBytes($"{LengthHeader} {body.WrittenCount}\r\n\r\n"));
        output.Write(body.WrittenSpan);
        output.Flush();
    }

    private string? ReadHeader()
    {
        StringBuilder line = new();
        for (int next = input.ReadByte(); next >= 0; next = input.ReadByte())
        {
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }
            if (line.Length >= MaxHeaderBytes)
            {
                throw new InvalidDataException("a header without end came");
            }
            line.Append((char)next);
        }
        return null;
    }
}
