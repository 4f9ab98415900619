using System;
using System.IO;
using System.Text;

namespace Borescope.Fuzz.Targets;

/// <summary>Throws the text away and counts it.</summary>
internal sealed class CountingWriter : TextWriter
{
    internal long Characters { get; private set; }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Characters++;

    public override void Write(string? value) => Characters += value?.Length ?? 0;

    public override void Write(ReadOnlySpan<char> buffer) => Characters += buffer.Length;
}
