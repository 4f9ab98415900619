using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;

namespace Borescope.Kernel;

/// <summary>Many names, kept as bytes in one block, with a hash built at the first lookup by name.</summary>
internal sealed class NameTable
{
    private byte[] _bytes;
    private int[] _starts;
    private int[]? _heads;
    private int[]? _next;

    internal NameTable(int expectedNames)
    {
        _bytes = new byte[Math.Max(64, expectedNames * 24)];
        _starts = new int[Math.Max(4, expectedNames) + 1];
    }

    internal int Count { get; private set; }

    internal ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_starts[index], _starts[index + 1] - _starts[index]);

    internal string Text(int index) => Encoding.UTF8.GetString(this[index]);

    internal void Add(ReadOnlySpan<byte> name)
    {
        var start = _starts[Count];
        if (start + name.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + name.Length));
        if (Count + 2 > _starts.Length)
            Array.Resize(ref _starts, _starts.Length * 2);
        name.CopyTo(_bytes.AsSpan(start));
        _starts[++Count] = start + name.Length;
        _heads = null;
    }

    /// <summary>The first entry with this name, or -1; go on with <see cref="Next"/>.</summary>
    internal int First(ReadOnlySpan<byte> name) => First(name, Hash(name));

    /// <summary>The same for a name that is looked for in several tables.</summary>
    /// <param name="name">The name.</param>
    /// <param name="hash">Its <see cref="Hash"/>.</param>
    internal int First(ReadOnlySpan<byte> name, uint hash)
    {
        var heads = _heads ?? BuildHash();
        return Skip(heads[hash & (uint)(heads.Length - 1)] - 1, name);
    }

    [SkipLocalsInit]
    internal int First(ReadOnlySpan<char> name)
    {
        Span<byte> buffer = name.Length <= 256 ? stackalloc byte[768] : new byte[name.Length * 3];
        return First(buffer[..Encoding.UTF8.GetBytes(name, buffer)]);
    }

    /// <summary>The next entry with the same name as <paramref name="index"/>, or -1.</summary>
    internal int Next(int index) => Skip(_next![index] - 1, this[index]);

    internal IEnumerable<int> All(string name)
    {
        for (var index = First(name); index >= 0; index = Next(index))
            yield return index;
    }

    internal static uint Hash(ReadOnlySpan<byte> name)
    {
        var hash = 2166136261u;
        foreach (var value in name)
            hash = (hash ^ value) * 16777619;
        return hash ^ (hash >> 15);
    }

    private int Skip(int index, ReadOnlySpan<byte> name)
    {
        while (index >= 0 && !this[index].SequenceEqual(name))
            index = _next![index] - 1;
        return index;
    }

    private int[] BuildHash()
    {
        var size = 16;
        while (size < Count)
            size *= 2;
        var heads = new int[size];
        var next = new int[Count];
        for (var index = Count - 1; index >= 0; index--)
        {
            ref var head = ref heads[Hash(this[index]) & (uint)(size - 1)];
            next[index] = head;
            head = index + 1;
        }

        _next = next;
        return _heads = heads;
    }
}
