using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Maps;

namespace Borescope.Sources;

/// <summary>Tables of counted rows as text: the key is the row, or a structure whose last member is the row and whose others are what the histogram is of.</summary>
internal sealed class Histogram
{
    private const ulong MaxRow = 64, MaxLinearRow = 1024;

    private readonly SortedDictionary<string, SortedDictionary<ulong, ulong>> _sections = new(StringComparer.Ordinal);
    private readonly bool _isLinear;

    private Histogram(BpfMap map, bool isLinear)
    {
        _isLinear = isLinear;
        var info = map.ReadInfo();
        if (!LoadedBtf.TryRead(map.Calls, info.TypesId, map.Name, out var types))
        {
            Read(map, default);
            return;
        }

        using (types)
            Read(map, types![info.KeyTypeId].Resolve());
    }

    /// <summary>Writes a table.</summary>
    /// <param name="map">The table.</param>
    /// <param name="isLinear">Whether a row is a value; otherwise row r is for values from 2^(r-1) to 2^r - 1, and 0 in row 1.</param>
    /// <param name="unit">What the values are.</param>
    /// <param name="section">What a histogram is of, where there are several.</param>
    /// <param name="to">Receives the text.</param>
    /// <exception cref="ArgumentException">The table's keys are no rows.</exception>
    internal static void Write(BpfMap map, bool isLinear, string unit, string section, TextWriter to)
    {
        foreach (var (of, rows) in new Histogram(map, isLinear)._sections)
        {
            if (of.Length > 0)
                to.WriteLine($"\n{section} = {of}");
            if (isLinear)
                WriteLinear(rows, unit, to);
            else
                WriteLogarithmic(rows, unit, to);
        }
    }

    private void Read(BpfMap map, BtfType keyType)
    {
        using var elements = map.Read();
        for (var index = 0; index < elements.Count; index++)
        {
            var (section, row) = Split(map, keyType, elements.Key(index));
            var value = elements.Value(index);
            ulong count = 0;
            for (var cpu = 0; cpu < map.CpuCount; cpu++)
                count += Number(value.Slice(cpu * map.CpuStride, (int)map.Spec.ValueSize)) ?? throw Wrong(map, "values of 1, 2, 4 or 8 bytes");
            if (count == 0)
                continue;
            if (row > (_isLinear ? MaxLinearRow : MaxRow))
                throw Wrong(map, $"rows up to {(_isLinear ? MaxLinearRow : MaxRow)}, and there is {row}");
            if (!_sections.TryGetValue(section, out var rows))
                _sections.Add(section, rows = []);
            rows[row] = rows.GetValueOrDefault(row) + count;
        }
    }

    private static (string Section, ulong Row) Split(BpfMap map, BtfType type, ReadOnlySpan<byte> key)
    {
        if (type.Kind != BtfKind.Struct || type.Members.Count < 2)
            return ("", Number(key) ?? throw Wrong(map, "keys of 1, 2, 4 or 8 bytes, or structures with the row as their last member"));
        var parts = new List<string>();
        ulong? row = null;
        for (var index = 0; index < type.Members.Count; index++)
        {
            var member = type.Members[index];
            var bytes = key.Slice((int)member.Offset, (int)member.Type.Size);
            if (index == type.Members.Count - 1)
                row = Number(bytes);
            else
                parts.Add(Text(member.Type.Resolve(), bytes));
        }

        return (string.Join(", ", parts), row ?? throw Wrong(map, "structures with the row as their last member"));
    }

    private static string Text(BtfType type, ReadOnlySpan<byte> bytes)
    {
        if (type.Kind == BtfKind.Array && type.Target.Resolve().Size == 1)
            return Encoding.UTF8.GetString(bytes[..(bytes.IndexOf((byte)0) is >= 0 and var end ? end : bytes.Length)]);
        if (Number(bytes) is not { } number)
            return Convert.ToHexStringLower(bytes);
        var shift = 64 - (8 * bytes.Length);
        return type.IsSigned ? ((long)(number << shift) >> shift).ToString(CultureInfo.InvariantCulture) : number.ToString(CultureInfo.InvariantCulture);
    }

    private static void WriteLogarithmic(SortedDictionary<ulong, ulong> rows, string unit, TextWriter to)
    {
        // As wide as the largest row's numbers.
        var last = Math.Max(rows.Keys.Last(), 1);
        var (width, indent, header, stars) = last <= 32 ? (10, 5, 19, 40) : (20, 15, 29, 20);
        to.WriteLine($"{new string(' ', indent)}{unit.PadRight(header)} : count     distribution");
        var most = rows.Values.Max();
        for (ulong row = 1; row <= last; row++)
        {
            var count = rows.GetValueOrDefault(row) + (row == 1 ? rows.GetValueOrDefault(0ul) : 0);
            var low = row == 1 ? "0" : Number(1ul << ((int)row - 1));
            var high = Number(row == MaxRow ? ulong.MaxValue : (1ul << (int)row) - 1);
            to.WriteLine($"{low.PadLeft(width)} -> {high.PadRight(width)} : {Number(count),-8} |{Bar(count, most, stars)}|");
        }
    }

    private static void WriteLinear(SortedDictionary<ulong, ulong> rows, string unit, TextWriter to)
    {
        const int Stars = 40;
        to.WriteLine($"     {unit,-13} : count     distribution");
        var most = rows.Values.Max();
        for (ulong row = 0; row <= rows.Keys.Last(); row++)
        {
            var count = rows.GetValueOrDefault(row);
            to.WriteLine($"        {Number(row),-10} : {Number(count),-8} |{Bar(count, most, Stars)}|");
        }
    }

    private static string Bar(ulong count, ulong most, int width) => new string('*', (int)((UInt128)count * (uint)width / most)).PadRight(width);

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    private static ulong? Number(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => BitConverter.ToUInt16(bytes),
        4 => BitConverter.ToUInt32(bytes),
        8 => BitConverter.ToUInt64(bytes),
        _ => null,
    };

    private static ArgumentException Wrong(BpfMap map, string needed) => new($"{map.Name} is no histogram: it needs {needed}");
}
