using System;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>A hash of every name of one blob, built when many names are asked for (wildcards over functions).</summary>
internal sealed class BtfNameIndex
{
    private readonly BtfSpec _spec;
    private readonly int[] _heads;
    private readonly int[] _next;

    internal BtfNameIndex(BtfSpec spec)
    {
        _spec = spec;
        var size = 16;
        while (size < spec.Count)
            size *= 2;
        _heads = new int[size];
        _next = new int[spec.Count];

        // Backwards, so that each chain lists lower ids first.
        for (var index = spec.Count - 1; index >= 0; index--)
        {
            var nameOffset = BtfLayout.Word(spec.Record(spec.FirstId + (uint)index), 0);
            if (nameOffset == 0)
                continue;
            ref var head = ref _heads[Hash(spec.StringAt(nameOffset)) & (uint)(size - 1)];
            _next[index] = head;
            head = index + 1;
        }
    }

    internal uint Find(ReadOnlySpan<byte> name, BtfKind kind)
    {
        for (var entry = _heads[Hash(name) & (uint)(_heads.Length - 1)]; entry != 0; entry = _next[entry - 1])
        {
            var id = _spec.FirstId + (uint)(entry - 1);
            var record = _spec.Record(id);
            if ((BtfKind)((BtfLayout.Word(record, 4) >> 24) & 0x7f) == kind
                && _spec.StringAt(BtfLayout.Word(record, 0)).SequenceEqual(name))
                return id;
        }

        return 0;
    }

    private static uint Hash(ReadOnlySpan<byte> name)
    {
        var hash = 2166136261u;
        foreach (var value in name)
            hash = (hash ^ value) * 16777619;
        return hash ^ (hash >> 15);
    }
}
