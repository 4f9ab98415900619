using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Borescope.Generators.Objects;

/// <summary>
/// Writes the bytes of the file as words: a span of constants is static data of the assembly, so nothing is read or copied at start-up, and nothing is
/// found by name, which trimming could lose. Words make an eighth of the text that bytes would.
/// </summary>
internal static class ContentEmitter
{
    private const int WordsPerLine = 8;

    internal static string Write(string nameSpace, string className, string file, ReadOnlySpan<byte> content)
    {
        var text = new StringBuilder();
        text.Append(ObjectEmitter.Banner(file));
        text.Append("using System;\nusing System.Runtime.InteropServices;\n\n");
        if (nameSpace.Length > 0)
            text.Append("namespace ").Append(nameSpace).Append(";\n\n");
        text.Append("partial class ").Append(className).Append("\n{\n");
        text.Append("    /// <summary>The object file.</summary>\n");
        text.Append("    public static ReadOnlySpan<byte> Content => MemoryMarshal.AsBytes(Words)[..")
            .Append(content.Length.ToString(CultureInfo.InvariantCulture)).Append("];\n\n");
        text.Append("    private static ReadOnlySpan<ulong> Words =>\n    [");
        var last = new byte[sizeof(ulong)];
        for (var at = 0; at < content.Length; at += sizeof(ulong))
        {
            var rest = content.Slice(at);
            if (rest.Length < sizeof(ulong))
            {
                rest.CopyTo(last);
                rest = last;
            }

            text.Append(at % (WordsPerLine * sizeof(ulong)) == 0 ? "\n        0x" : " 0x")
                .Append(BinaryPrimitives.ReadUInt64LittleEndian(rest).ToString("x", CultureInfo.InvariantCulture)).Append(',');
        }

        return text.Append("\n    ];\n}\n").ToString();
    }
}
