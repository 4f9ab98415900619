using System;
using System.Runtime.InteropServices;

namespace Borescope.Objects;

/// <summary>A global variable of an object; its value can be set before loading.</summary>
public sealed class VariableSpec
{
    private readonly byte[] _section;

    internal VariableSpec(string name, string map, byte[] section, int offset, int size, uint typeId, bool isGlobal)
    {
        Name = name;
        Map = map;
        _section = section;
        Offset = offset;
        Size = size;
        TypeId = typeId;
        IsGlobal = isGlobal;
    }

    /// <summary>Name as the source spells it.</summary>
    public string Name { get; }

    /// <summary>The map that holds it: <c>.rodata</c>, <c>.data</c>, <c>.bss</c> or one of their kind, or an arena.</summary>
    public string Map { get; }

    /// <summary>Bytes from the start of the map's value.</summary>
    public int Offset { get; }

    /// <summary>Bytes.</summary>
    public int Size { get; }

    /// <summary>Its type in the object's BTF.</summary>
    public uint TypeId { get; }

    /// <summary>Whether it is visible outside of its file.</summary>
    public bool IsGlobal { get; }

    /// <summary>The bytes that it starts with; writing to them sets it.</summary>
    public Span<byte> Value => _section.AsSpan(Offset, Size);

    /// <summary>Sets the value it starts with.</summary>
    /// <exception cref="ArgumentException">The type has another size than the variable.</exception>
    public void Set<T>(T value)
        where T : unmanaged
    {
        Check<T>();
        MemoryMarshal.Write(Value, value);
    }

    /// <summary>The value it starts with.</summary>
    /// <exception cref="ArgumentException">The type has another size than the variable.</exception>
    public T Get<T>()
        where T : unmanaged
    {
        Check<T>();
        return MemoryMarshal.Read<T>(Value);
    }

    /// <summary>The same variable of an object that this one is linked into.</summary>
    internal VariableSpec MovedTo(string map, uint typeId) => new(Name, map, _section, Offset, Size, typeId, IsGlobal);

    private unsafe void Check<T>()
        where T : unmanaged
    {
        if (sizeof(T) != Size)
            throw new ArgumentException($"variable {Name} has {Size} bytes, {typeof(T).Name} has {sizeof(T)}");
    }
}
