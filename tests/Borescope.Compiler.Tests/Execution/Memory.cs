using System;
using System.Collections.Generic;

namespace Borescope.Compiler.Tests.Execution;

/// <summary>A sparse address space shared by both interpreters' objects: each region starts at a multiple of 1 MiB.</summary>
internal sealed class Memory
{
    private readonly List<byte[]> _regions = [];

    public ulong Allocate(int size)
    {
        _regions.Add(new byte[size]);
        return (ulong)_regions.Count << 20;
    }

    public byte[] Region(ulong address) => _regions[(int)(address >> 20) - 1];

    public Span<byte> At(ulong address, int size)
    {
        int region = (int)(address >> 20) - 1;
        int offset = (int)(address & 0xfffff);
        if (region < 0 || region >= _regions.Count || offset + size > _regions[region].Length)
        {
            throw new InvalidOperationException($"access of {size} bytes at {address:x} is outside of all objects");
        }

        return _regions[region].AsSpan(offset, size);
    }

    public ulong Read(ulong address, int size)
    {
        ulong v = 0;
        Span<byte> bytes = At(address, size);
        for (int i = size - 1; i >= 0; i--)
        {
            v = (v << 8) | bytes[i];
        }

        return v;
    }

    public void Write(ulong address, int size, ulong value)
    {
        Span<byte> bytes = At(address, size);
        for (int i = 0; i < size; i++)
        {
            bytes[i] = (byte)(value >> (8 * i));
        }
    }
}
