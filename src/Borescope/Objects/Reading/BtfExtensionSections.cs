using System;
using System.Collections.Generic;

namespace Borescope.Objects.Reading;

/// <summary>What <c>.BTF.ext</c> says about the instructions, by name of their section; slots ascend.</summary>
internal sealed class BtfExtensionSections
{
    internal static readonly BtfExtensionSections Empty = new();

    private readonly Dictionary<(RecordKind, string), BtfRecord[]> _records = [];

    internal enum RecordKind
    {
        Function,
        Line,
        CoreRelocation,
    }

    internal void Add(RecordKind kind, string section, BtfRecord[] records)
    {
        Array.Sort(records);
        if (_records.TryGetValue((kind, section), out var before))
        {
            records = [.. before, .. records];
            Array.Sort(records);
        }

        _records[(kind, section)] = records;
    }

    /// <summary>The records of the slots from <paramref name="start"/> on.</summary>
    internal ReadOnlySpan<BtfRecord> Of(RecordKind kind, string section, int start, int count)
    {
        if (!_records.TryGetValue((kind, section), out var records))
            return default;
        var from = FirstAt(records, start);
        return records.AsSpan(from, FirstAt(records, start + count) - from);
    }

    private static int FirstAt(BtfRecord[] records, int slot)
    {
        var low = 0;
        var high = records.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (records[middle].Slot < slot)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>One record: slot in the section, then three words whose meaning depends on the kind.</summary>
    internal readonly record struct BtfRecord(int Slot, int Order, uint First, uint Second, uint Third) : IComparable<BtfRecord>
    {
        public int CompareTo(BtfRecord other) => Slot != other.Slot ? Slot.CompareTo(other.Slot) : Order.CompareTo(other.Order);
    }
}
