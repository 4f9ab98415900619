using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Fuzz.Engine;
using Borescope.Fuzz.Seeds;

namespace Borescope.Fuzz.Targets;

/// <summary>A reader of text: one row of <see cref="TextReaders"/>.</summary>
/// <param name="row">What it reads.</param>
internal sealed class TextTarget(TextReaderRow row) : FuzzTarget(row.Name)
{
    internal override IReadOnlyList<string> Words => row.Words;

    internal override IEnumerable<byte[]> Seeds(SeedFiles files)
    {
        foreach (var seed in row.Seeds)
            yield return Encoding.UTF8.GetBytes(seed);
    }

    internal override void Run(ReadOnlySpan<byte> content, Observer seen) => row.Read(content, seen);
}
