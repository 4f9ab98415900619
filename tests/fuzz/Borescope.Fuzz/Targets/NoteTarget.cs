using System;
using System.Collections.Generic;
using Borescope.Elf;
using Borescope.Fuzz.Engine;
using Borescope.Fuzz.Mutation;
using Borescope.Fuzz.Seeds;
using Borescope.Kernel;
using Borescope.Symbols;

namespace Borescope.Fuzz.Targets;

/// <summary>Notes and links of ELF files: static markers (USDT), build-ids, links to debug files.</summary>
internal sealed class NoteTarget() : FuzzTarget("notes", new ElfFields())
{
    internal override IEnumerable<byte[]> Seeds(SeedFiles files)
    {
        foreach (var tiny in ElfSamples.Tiny())
            yield return tiny;
        if (SeedFiles.Compile("gcc", ElfSamples.Library, "-shared", "-fPIC", "-O1", "-nostdlib", "-Wl,--build-id=sha1") is { } library)
            yield return library;
        if (SeedFiles.Compile("gcc", ElfSamples.Library, "-c", "-O1") is { } part)
            yield return part;
    }

    internal override void Run(ReadOnlySpan<byte> content, Observer seen)
    {
        if (!ElfFile.TryRead(SystemCalls.Instance, content, "input", out var file, out var diagnostic))
        {
            seen.Text(diagnostic);
            return;
        }

        using var binary = UserBinary.Own(file!);
        seen.Count(1, file!.BuildId.Length);
        seen.Count(2, file.TryGetDebugLink(out var link) ? link.FileName.Length : -1);
        seen.Value(3, file.IsGo ? 1 : 0);
        var diagnostics = new List<string>();
        var sites = UsdtNotes.Read(binary, diagnostics);
        seen.Count(4, sites.Count);
        seen.Count(5, diagnostics.Count);
        foreach (var note in diagnostics)
            seen.Text(note);
        foreach (var site in sites)
        {
            seen.Count(6, site.Provider.Length);
            seen.Count(7, site.Name.Length);
            seen.Count(8, site.Arguments.Count);
            foreach (var argument in site.Arguments)
                seen.Value(9, ((int)argument.Kind * 64) + argument.Scale);
        }
    }
}
