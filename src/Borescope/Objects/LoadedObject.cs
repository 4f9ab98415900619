using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Objects.Loading;
using Borescope.Programs;

namespace Borescope.Objects;

/// <summary>Maps and programs in the kernel. Disposing it closes them all; attached programs live on with their links.</summary>
public sealed class LoadedObject : IDisposable
{
    private readonly ObjectLoader _loader;
    private readonly Dictionary<string, BpfMap> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MappedMemory> _mappings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BpfProgram> _programs = new(StringComparer.Ordinal);
    private bool _isDisposed;

    internal LoadedObject(ObjectLoader loader, LoadContext context)
    {
        _loader = loader;
        Context = context;
    }

    /// <summary>What it was made from.</summary>
    public ObjectSpec Spec => Context.Spec;

    /// <summary>Maps by name.</summary>
    public IReadOnlyDictionary<string, BpfMap> Maps => _maps;

    /// <summary>Programs by name.</summary>
    public IReadOnlyDictionary<string, BpfProgram> Programs => _programs;

    /// <summary>Why the types were not loaded, null when they were or there are none. Verifier logs then quote no source.</summary>
    public BpfException? BtfError { get; internal set; }

    internal LoadContext Context { get; }

    internal KernelHandle? Btf { get; set; }

    /// <summary>Paths that maps got while they were made.</summary>
    internal List<string> Pins { get; } = [];

    /// <summary>Loads one more program, or the same again for another way of attaching; it replaces one of the same name.</summary>
    /// <exception cref="VerifierException">The verifier refused it.</exception>
    /// <exception cref="BpfException">The kernel refused it for another reason.</exception>
    public BpfProgram Load(ProgramSpec program)
    {
        ArgumentNullException.ThrowIfNull(program);
        RequireUse();
        var loaded = _loader.LoadProgram(program, this);
        if (_programs.Remove(program.Name, out var old))
            old.Dispose();
        _programs.Add(program.Name, loaded);
        return loaded;
    }

    /// <summary>Creates one more map.</summary>
    /// <exception cref="BpfException">The kernel refused it.</exception>
    public BpfMap Create(MapSpec map)
    {
        ArgumentNullException.ThrowIfNull(map);
        RequireUse();
        var created = _loader.CreateMap(map, this);
        if (_maps.TryAdd(map.Name, created))
            return created;
        created.Dispose();
        throw new ArgumentException($"there is already a map {map.Name}", nameof(map));
    }

    /// <summary>Puts the programs that are loaded into the program arrays that start with them.</summary>
    /// <exception cref="BpfException">The kernel refused one.</exception>
    public void FillProgramArrays()
    {
        Span<byte> key = stackalloc byte[sizeof(uint)];
        Span<byte> value = stackalloc byte[sizeof(int)];
        foreach (var map in Spec.Maps)
        {
            if (map.Type != BpfMapType.ProgramArray || !_maps.TryGetValue(map.Name, out var array))
                continue;
            foreach (var entry in map.Entries)
            {
                if (!_programs.TryGetValue(entry.Name, out var program))
                    continue;
                BinaryPrimitives.WriteUInt32LittleEndian(key, entry.Index);
                BinaryPrimitives.WriteInt32LittleEndian(value, program.Descriptor);
                array.Update(key, value);
            }
        }
    }

    /// <summary>A global variable in place: programs and the caller share the memory (5.5). Valid until the object is disposed.</summary>
    /// <param name="name">Name as the source spells it.</param>
    /// <exception cref="KeyNotFoundException">There is no such variable.</exception>
    /// <exception cref="ArgumentException">The type has another size, or the variable is a constant, which nobody may change any more.</exception>
    /// <exception cref="BpfException">The kernel cannot map the variable's map into memory.</exception>
    public unsafe ref T Variable<T>(string name)
        where T : unmanaged
    {
        RequireUse();
        var variable = Spec.FindVariable(name) ?? throw new KeyNotFoundException($"the object has no variable {name}");
        if (sizeof(T) != variable.Size)
            throw new ArgumentException($"variable {name} has {variable.Size} bytes, {typeof(T).Name} has {sizeof(T)}", nameof(name));
        var map = _maps[variable.Map];
        if (map.Spec.Freeze)
            throw new ArgumentException($"variable {name} is a constant: set it before loading", nameof(name));
        if (map.Type == BpfMapType.Arena)
            return ref *(T*)(map.Arena.Pointer + variable.Offset);
        if (!_mappings.TryGetValue(variable.Map, out var memory))
            _mappings.Add(variable.Map, memory = map.MapMemory(writable: true));
        return ref *(T*)(memory.Pointer + variable.Offset);
    }

    /// <summary>After a failure: leaves no pin behind that was not there before, and closes everything.</summary>
    internal void Undo()
    {
        foreach (var path in Pins)
            Context.Calls.Unlink(path);
        Dispose();
    }

    /// <summary>Closes everything.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (var memory in _mappings.Values)
            memory.Dispose();
        foreach (var program in _programs.Values)
            program.Dispose();
        foreach (var map in _maps.Values)
            map.Dispose();
        Btf?.Dispose();
        Context.Dispose();
    }

    // Memory of variables is gone after that: a reference into it would end the process.
    private void RequireUse()
    {
        if (_isDisposed)
            throw new ObjectDisposedException(Spec.Name, $"object {Spec.Name} was disposed of already");
    }
}
