using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Elf;

namespace Borescope.Symbols;

/// <summary>
/// Reads the static markers of a program or library: notes of type 3 named "stapsdt" in the section <c>.note.stapsdt</c> (layout:
/// https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation). Damaged notes are left out and named in the diagnostics.
/// </summary>
internal static class UsdtNotes
{
    private const uint MarkerNote = 3;
    private const int HeaderBytes = 12;

    /// <summary>All sites, in the order of the file.</summary>
    public static List<UsdtSite> Read(UserBinary binary, List<string> diagnostics)
    {
        int seen = 0, damaged = 0;
        var sites = new List<UsdtSite>();
        ElfFile file = binary.File;
        ulong? linkedBase = file.TryFindSection(".stapsdt.base"u8, out ElfSection anchor) ? anchor.Address : null;
        foreach (ElfSection section in file.Sections.ToArray())
        {
            if (section.Type == ElfConstants.SectionNote && file.NameOf(section).SequenceEqual(".note.stapsdt"u8))
                ReadSection(binary, file.BytesOf(section), linkedBase, sites, diagnostics, ref seen, ref damaged);
        }

        if (seen > SymbolLimits.MaxUsdtSites)
            diagnostics.Add($"{file.Path} has more than {SymbolLimits.MaxUsdtSites} markers; the others are left out");
        if (damaged > 0)
            diagnostics.Add(damaged == 1 ? $"a marker of {file.Path} is damaged or lies outside of its code" : $"{damaged} markers of {file.Path} are damaged or lie outside of its code");
        return sites;
    }

    private static void ReadSection(UserBinary binary, ReadOnlySpan<byte> notes, ulong? linkedBase, List<UsdtSite> sites, List<string> diagnostics, ref int seen, ref int damaged)
    {
        // One more than are read: then the file has too many. Sections can lie over each other, so that all of them together count.
        while (notes.Length >= HeaderBytes && seen++ < SymbolLimits.MaxUsdtSites)
        {
            ulong nameBytes = ElfWords.Word(notes, 0), bytes = ElfWords.Word(notes, 4);
            ulong from = HeaderBytes + ((nameBytes + 3) & ~3ul), next = from + ((bytes + 3) & ~3ul);
            if (from + bytes > (ulong)notes.Length)
            {
                diagnostics.Add($"the markers of {binary.File.Path} end inside a note");
                return;
            }

            if (ElfWords.Word(notes, 8) == MarkerNote && notes.Slice(HeaderBytes, (int)nameBytes).StartsWith("stapsdt"u8))
            {
                if (ReadMarker(binary, notes.Slice((int)from, (int)bytes), linkedBase) is { } site)
                    sites.Add(site);
                else
                    damaged++;
            }

            notes = next >= (ulong)notes.Length ? default : notes[(int)next..];
        }
    }

    private static UsdtSite? ReadMarker(UserBinary binary, ReadOnlySpan<byte> note, ulong? linkedBase)
    {
        ElfFile file = binary.File;
        bool wide = file.Header.Is64;
        int word = wide ? 8 : 4;
        if (note.Length < 3 * word)
            return null;
        ulong address = ElfWords.Address(note, 0, wide), noteBase = ElfWords.Address(note, word, wide), semaphore = ElfWords.Address(note, 2 * word, wide);
        note = note[(3 * word)..];
        if (!TryText(ref note, out string provider) || !TryText(ref note, out string name) || !TryText(ref note, out string arguments))
            return null;
        if (provider.Length == 0 || name.Length == 0)
            return null;

        // Prelinking moves the code after the note was written; the base section moves with it.
        ulong moved = linkedBase is { } actual ? unchecked(actual - noteBase) : 0;
        address = unchecked(address + moved);
        if (!file.TryOffsetOf(address, out ulong offset, executableOnly: true))
            return null;
        ulong semaphoreOffset = 0;
        if (semaphore != 0 && !file.TryOffsetOf(unchecked(semaphore + moved), out semaphoreOffset))
            return null;
        IReadOnlyList<UsdtArgument> parsed = UsdtArgumentParser.Parse(arguments, file.Header.Machine);
        return new UsdtSite(provider, name, address, offset, semaphoreOffset, arguments, Locate(binary, parsed, address));
    }

    // A variable in memory is as far from the marker as in the file, wherever both are loaded.
    private static IReadOnlyList<UsdtArgument> Locate(UserBinary binary, IReadOnlyList<UsdtArgument> arguments, ulong site)
    {
        UsdtArgument[]? located = null;
        for (int i = 0; i < arguments.Count; i++)
        {
            UsdtArgument argument = arguments[i];
            if (argument.Kind != UsdtArgumentKind.Memory || (argument.Symbol.Length == 0 && (argument.Register.Length > 0 || argument.Index.Length > 0)))
                continue;
            located ??= [.. arguments];
            bool relative = argument.Register is "ip" or "" && argument.Index.Length == 0;
            ulong address = 0;
            located[i] = relative && (argument.Symbol.Length == 0 || TryAddress(binary, argument.Symbol, out address))
                ? argument with { Register = "ip", Symbol = "", Offset = unchecked((long)(address - site) + argument.Offset) }
                : argument with { Kind = UsdtArgumentKind.Unreadable };
        }

        return located ?? arguments;
    }

    private static bool TryAddress(UserBinary binary, string name, out ulong address)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        foreach (ElfSymbolTable table in binary.Tables)
        {
            if (table.TryFind(wanted, out ElfSymbol symbol))
            {
                address = symbol.Value;
                return true;
            }
        }

        address = 0;
        return false;
    }

    private static bool TryText(ref ReadOnlySpan<byte> bytes, out string text)
    {
        int end = bytes.IndexOf((byte)0);
        text = "";
        if (end < 0 || end > SymbolLimits.MaxUsdtTextBytes)
            return false;
        text = Encoding.UTF8.GetString(bytes[..end]);
        bytes = bytes[(end + 1)..];
        return true;
    }
}
