using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Dwarf;

/// <summary>Reads the line table of a unit (DWARF 2 to 5, 6.2): a program for a small machine that prints rows of address and line.</summary>
internal static class DwarfLines
{
    private const ulong PathContent = 1;
    private const ulong FolderContent = 2;

    /// <summary>Hands the rows of one table to a search; ends where the table is damaged.</summary>
    internal static void Read(DwarfSections sections, DwarfUnit unit, ulong offset, DwarfLineSearch search)
    {
        if (offset >= (ulong)sections.Lines.Length)
            return;
        var cursor = new DwarfCursor(sections.Lines, (int)offset);
        if (!TryReadHeader(sections, unit, ref cursor, search, out var header))
            return;
        new Machine(header, search).Run(ref cursor);
    }

    private static bool TryReadHeader(DwarfSections sections, DwarfUnit unit, ref DwarfCursor cursor, DwarfLineSearch search, out Header header)
    {
        header = new Header();
        ulong length = cursor.U32();
        var wide = length == uint.MaxValue;
        if (wide)
            length = cursor.U64();
        if (cursor.Failed || length > (ulong)(sections.Lines.Length - cursor.Position))
            return false;
        header.End = cursor.Position + (int)length;
        int version = cursor.U16();
        header.AddressSize = unit.AddressSize;
        if (version is < 2 or > 5)
            return false;
        if (version == 5)
        {
            header.AddressSize = cursor.U8();
            cursor.U8();
        }

        var rest = cursor.Offset(wide);
        if (cursor.Failed || rest > (ulong)(header.End - cursor.Position))
            return false;
        header.Program = cursor.Position + (int)rest;
        header.Unit = cursor.U8();
        if (version >= 4)
            cursor.U8();
        header.StatementFirst = cursor.U8() != 0;
        header.LineBase = (sbyte)cursor.U8();
        header.LineRange = cursor.U8();
        header.FirstSpecial = cursor.U8();
        if (cursor.Failed || header.LineRange == 0 || header.FirstSpecial == 0)
            return false;
        header.Operands = new byte[header.FirstSpecial];
        for (var code = 1; code < header.FirstSpecial; code++)
            header.Operands[code] = cursor.U8();
        var isRead = version == 5 ? TryReadFiles(sections, unit, ref cursor, wide, search, header) : TryReadOldFiles(sections, unit, ref cursor, search, header);
        cursor.MoveTo(header.Program);
        return isRead && !cursor.Failed;
    }

    private static bool TryReadOldFiles(DwarfSections sections, DwarfUnit unit, ref DwarfCursor cursor, DwarfLineSearch search, Header header)
    {
        var folders = new List<string> { unit.Folder.ToString(sections) };
        while (cursor.Text() is { IsEmpty: false } folder && folders.Count < DwarfLimits.MaxFiles)
            folders.Add(Under(folders[0], Encoding.UTF8.GetString(folder)));

        // Files are counted from 1.
        header.Matches.Add(false);
        while (cursor.Text() is { IsEmpty: false } name && header.Matches.Count < DwarfLimits.MaxFiles)
        {
            var text = Encoding.UTF8.GetString(name);
            var folder = cursor.Uleb();
            cursor.Uleb();
            cursor.Uleb();
            header.Matches.Add(search.Matches(Under(folder < (ulong)folders.Count ? folders[(int)folder] : "", text)));
        }

        return !cursor.Failed;
    }

    private static bool TryReadFiles(DwarfSections sections, DwarfUnit unit, ref DwarfCursor cursor, bool wide, DwarfLineSearch search, Header header)
    {
        // The table is read like entries are, with the widths that it has itself.
        var shape = unit with { IsWide = wide, TextOffsetsBase = unit.TextOffsetsBase, AddressBase = unit.AddressBase };
        var folders = new List<string>();
        if (!TryReadNames(sections, shape, ref cursor, (name, _) => folders.Add(folders.Count == 0 ? name : Under(folders[0], name))))
            return false;
        return TryReadNames(sections, shape, ref cursor, (name, folder) => header.Matches.Add(search.Matches(Under(folder < (ulong)folders.Count ? folders[(int)folder] : "", name))));
    }

    private static bool TryReadNames(DwarfSections sections, DwarfUnit shape, ref DwarfCursor cursor, Action<string, ulong> take)
    {
        var formats = new (ulong Content, DwarfForm Form)[cursor.U8()];
        for (var i = 0; i < formats.Length; i++)
        {
            var content = cursor.Uleb();
            var form = cursor.Uleb();
            formats[i] = (content, form <= ushort.MaxValue ? (DwarfForm)form : 0);
        }

        var count = cursor.Uleb();
        if (cursor.Failed || count > DwarfLimits.MaxFiles || (formats.Length == 0 && count > 0))
            return false;
        for (ulong i = 0; i < count; i++)
        {
            var name = "";
            ulong folder = 0;
            foreach (var (content, form) in formats)
            {
                var start = cursor.Position;
                if (!DwarfValue.TryRead(shape, ref cursor, form, 0, out var value))
                    return false;
                if (content == PathContent)
                    name = value.Kind == DwarfValueKind.TextHere ? Encoding.UTF8.GetString(Elf.ElfWords.Text(sections.Lines, (ulong)start)) : value.ToText(shape, sections).ToString(sections);
                else if (content == FolderContent)
                    folder = value.Number;
            }

            take(name, folder);
        }

        return true;
    }

    private static string Under(string folder, string name) => name.StartsWith('/') || folder.Length == 0 ? name : folder + "/" + name;

    private sealed class Header
    {
        internal int End { get; set; }

        internal int Program { get; set; }

        internal int AddressSize { get; set; }

        internal byte Unit { get; set; }

        internal bool StatementFirst { get; set; }

        internal sbyte LineBase { get; set; }

        internal byte LineRange { get; set; }

        internal byte FirstSpecial { get; set; }

        internal byte[] Operands { get; set; } = [];

        /// <summary>By a file's number, whether it is the one asked for.</summary>
        internal List<bool> Matches { get; } = [];
    }

    private sealed class Machine(Header header, DwarfLineSearch search)
    {
        private ulong _address;
        private ulong _file;
        private long _line;
        private ulong _column;
        private bool _isStatement;

        internal void Run(ref DwarfCursor cursor)
        {
            Reset();
            while (!cursor.Failed && cursor.Position < header.End && search.MayGoOn())
            {
                var code = cursor.U8();
                if (code >= header.FirstSpecial)
                    Special(code);
                else if (code == 0)
                    Extended(ref cursor);
                else
                    Standard(code, ref cursor);
            }
        }

        private void Reset() => (_address, _file, _line, _column, _isStatement) = (0, 1, 1, 0, header.StatementFirst);

        private void Row()
        {
            if (_isStatement && _file < (ulong)header.Matches.Count && header.Matches[(int)_file] && _line is > 0 and <= int.MaxValue)
                search.Add(_address, (int)_line, (int)Math.Min(_column, int.MaxValue));
        }

        private void Special(byte code)
        {
            var adjusted = code - header.FirstSpecial;
            _address += (ulong)(adjusted / header.LineRange) * header.Unit;
            _line += header.LineBase + (adjusted % header.LineRange);
            Row();
        }

        private void Standard(byte code, ref DwarfCursor cursor)
        {
            switch (code)
            {
                case 1:
                    Row();
                    break;
                case 2:
                    _address += cursor.Uleb() * header.Unit;
                    break;
                case 3:
                    _line += cursor.Sleb();
                    break;
                case 4:
                    _file = cursor.Uleb();
                    break;
                case 5:
                    _column = cursor.Uleb();
                    break;
                case 6:
                    _isStatement = !_isStatement;
                    break;
                case 8:
                    _address += (ulong)((255 - header.FirstSpecial) / header.LineRange) * header.Unit;
                    break;
                case 9:
                    _address += cursor.U16();
                    break;
                default:
                    // What is not known says how many numbers it takes; the others known (basic block, prologue, epilogue, ISA) change nothing here.
                    for (var i = 0; i < header.Operands[code]; i++)
                        cursor.Uleb();
                    break;
            }
        }

        private void Extended(ref DwarfCursor cursor)
        {
            var length = cursor.Uleb();
            var start = cursor.Position;
            if (length == 0 || length > (ulong)(header.End - start))
            {
                cursor.Skip(length == 0 ? 0 : ulong.MaxValue);
                return;
            }

            switch (cursor.U8())
            {
                case 1:
                    Reset();
                    break;
                case 2:
                    _address = cursor.Unsigned(length - 1 == 4 ? 4 : 8);
                    break;
            }

            cursor.MoveTo(start + (int)length);
        }
    }
}
