using System;
using System.Collections.Generic;
using Borescope.Elf;
using Borescope.Fuzz.Engine;
using Borescope.Fuzz.Mutation;
using Borescope.Fuzz.Seeds;
using Borescope.Kernel;
using Borescope.Symbols;

namespace Borescope.Fuzz.Targets;

/// <summary>Programs and libraries: headers, symbols, versions, dynamic section, relocations, and all searches for functions.</summary>
internal sealed class ElfTarget() : FuzzTarget("elf", new ElfFields())
{
    private const ulong OffsetStep = 4096;
    private const int DecodedSections = 40;

    internal override IEnumerable<byte[]> Seeds(SeedFiles files)
    {
        foreach (var tiny in ElfSamples.Tiny())
            yield return tiny;
        if (SeedFiles.Compile("gcc", ElfSamples.Library, "-shared", "-fPIC", "-O1", "-Wl,--hash-style=both") is { } library)
        {
            yield return library;

            // Without the section table only the dynamic segment tells.
            library = (byte[])library.Clone();
            library.AsSpan(40, 8).Clear();
            library.AsSpan(58, 6).Clear();
            yield return library;
        }

        foreach (var binary in SeedFiles.Binaries())
            yield return binary;
    }

    internal override void Run(ReadOnlySpan<byte> content, Observer seen)
    {
        if (!ElfFile.TryRead(SystemCalls.Instance, content, "input", out var file, out var diagnostic))
        {
            seen.Text(diagnostic);
            return;
        }

        using var binary = UserBinary.Own(file!);
        foreach (var note in file!.Diagnostics)
            seen.Text(note);
        seen.Count(1, file.Segments.Length);
        seen.Count(2, file.Sections.Length);
        seen.Count(3, file.BuildId.Length);
        seen.Count(4, file.Dynamic.Needed.Count);
        seen.Count(5, file.Dynamic.SharedName?.Length ?? -1);
        seen.Count(6, file.Interpreter?.Length ?? -1);
        seen.Value(7, (file.IsGo ? 1 : 0) | (file.HasMiniDebug ? 2 : 0) | (file.TryGetDebugLink(out _) ? 4 : 0) | (HostMachine.CanProbe(file.Header) ? 8 : 0));
        foreach (ref readonly var section in file.Sections)
        {
            seen.Count(8, file.NameOf(section).Length);
            seen.Count(9, file.BytesOf(section).Length);
            if (section.Index < DecodedSections)
                seen.Count(10, file.RelocationsOf(section).Length);
        }

        var place = 20;
        foreach (var table in binary.Tables)
            Walk(file, table, seen, place++);
        var search = new FunctionSearch(binary);
        seen.Count(11, search.Find("visible").Count);
        seen.Count(12, search.Match(new GlobPattern("*a*")).Count);
        seen.Count(13, search.NamesStartingWith("m", 10).Count);
        seen.Count(14, search.TryFindAround(file.Header.Entry, out var around) ? (long)around.Size : -1);
        search.OfferNames(new NearMatches("maim"));
        var symbols = new FileSymbols(binary);
        for (var offset = 0ul; offset < (ulong)file.Length; offset += OffsetStep)
            seen.Count(15, symbols.TryFind(offset, true, out var name, out _) ? name.Length : -1);
        seen.Value(16, InstructionBoundary.Check(file, file.Header.Entry, 17, out diagnostic) ? 1 : 0);
        seen.Text(diagnostic);
    }

    private static void Walk(ElfFile file, ElfSymbolTable table, Observer seen, int place)
    {
        seen.Count(place, table.Count);
        seen.Value(place, table.Versions is null ? 0 : 1);
        foreach (var symbol in table)
        {
            seen.Count(30, table.NameOf(symbol).Length);
            seen.Count(31, table.Versions?.NameOf(symbol).Length ?? -1);
            seen.Value(32, table.Versions is { } versions && versions.IsDefault(symbol) ? 1 : 0);
            if (file.TryOffsetOf(symbol.Value, out var offset, executableOnly: true))
                seen.Value(33, file.TryAddressOf(offset, out _) ? 1 : 0);
        }

        seen.Value(34, table.TryFind("visible"u8, out _, includeUndefined: true) ? 1 : 0);
    }
}
