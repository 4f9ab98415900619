using System;
using System.Buffers.Binary;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Objects.Loading;
using Borescope.Programs;

namespace Borescope.Objects;

/// <summary>Brings an <see cref="ObjectSpec"/> into the kernel: types, maps, then programs with the maps filled in.</summary>
public sealed class ObjectLoader
{
    private readonly ISystemCalls _calls;
    private readonly RunningKernel? _kernel;
    private readonly LoadOptions _options;
    private readonly MapCreator _maps;
    private readonly ProgramLoader _programs;
    private readonly BtfUploader _btf;

    /// <summary>Prepares a loader.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="kernel">The running kernel, when the caller has looked at it already; it must outlive what is loaded.</param>
    /// <param name="options">How to load.</param>
    public ObjectLoader(ISystemCalls calls, RunningKernel? kernel = null, LoadOptions? options = null)
    {
        _calls = calls;
        _kernel = kernel;
        _options = options ?? new LoadOptions();
        var memoryLock = new MemoryLock(calls);
        _maps = new MapCreator(calls, memoryLock);
        _programs = new ProgramLoader(calls, memoryLock);
        _btf = new BtfUploader(calls, memoryLock);
    }

    /// <summary>Loads everything, or nothing: on failure what was made is closed again, and pins that were made are removed.</summary>
    /// <param name="spec">The object.</param>
    /// <param name="leaveOut">
    /// Asked when the kernel refuses a program or has not what it wants to attach to: true leaves that program out of <see cref="LoadedObject.Programs"/>, false ends
    /// the loading. Without it every program must load.
    /// </param>
    /// <exception cref="VerifierException">The verifier refused a program.</exception>
    /// <exception cref="BpfException">The kernel refused something else.</exception>
    public LoadedObject Load(ObjectSpec spec, Func<ProgramSpec, BpfException, bool>? leaveOut = null)
    {
        var loaded = LoadMaps(spec);
        try
        {
            foreach (var program in spec.Programs)
            {
                if (!program.AutoLoad)
                    continue;
                try
                {
                    loaded.Load(program);
                }
                catch (BpfException error) when (leaveOut?.Invoke(program, error) == true)
                {
                }
            }

            loaded.FillProgramArrays();
            return loaded;
        }
        catch
        {
            loaded.Undo();
            throw;
        }
    }

    /// <summary>Loads types and maps only; programs follow through <see cref="LoadedObject.Load"/>.</summary>
    /// <exception cref="BpfException">The kernel refused something.</exception>
    public LoadedObject LoadMaps(ObjectSpec spec)
    {
        var loaded = new LoadedObject(this, new LoadContext(_calls, _kernel, spec, _options));
        try
        {
            if (spec.Btf.Length > 0)
            {
                loaded.Btf = _btf.Load(spec.Btf, out var problem);
                loaded.BtfError = problem;
            }

            foreach (var map in spec.Maps)
                loaded.Create(map.Name == Reading.GlobalReader.KconfigName ? WithConfiguration(map, loaded) : map);
            foreach (var map in spec.Maps)
            {
                if (map.Entries.Count > 0 && map.Type != BpfMapType.ProgramArray)
                    FillMaps(map, loaded);
            }

            return loaded;
        }
        catch
        {
            loaded.Undo();
            throw;
        }
    }

    internal BpfMap CreateMap(MapSpec spec, LoadedObject target) => _maps.Create(spec, target.Btf, _options, target.Pins.Add);

    internal BpfProgram LoadProgram(ProgramSpec spec, LoadedObject target) => _programs.Load(spec, target.Context, target.Maps, target.Btf);

    private static MapSpec WithConfiguration(MapSpec map, LoadedObject loaded) =>
        map with { InitialValue = new ConfigurationValues(loaded.Context).Fill((int)map.ValueSize) };

    private static void FillMaps(MapSpec map, LoadedObject loaded)
    {
        if (map.KeySize != sizeof(uint))
            throw new BpfException($"map {map.Name} starts with maps by their numbers, which its keys of {map.KeySize} bytes cannot be: declare keys of {sizeof(uint)} bytes", KernelOperation.MapUpdate, map.Name);
        Span<byte> key = stackalloc byte[sizeof(uint)];
        Span<byte> value = stackalloc byte[sizeof(int)];
        foreach (var entry in map.Entries)
        {
            if (!loaded.Maps.TryGetValue(entry.Name, out var inner))
                throw new BpfException($"map {map.Name} starts with map {entry.Name}, which the object does not have", KernelOperation.MapUpdate, map.Name);
            BinaryPrimitives.WriteUInt32LittleEndian(key, entry.Index);
            BinaryPrimitives.WriteInt32LittleEndian(value, inner.Descriptor);
            loaded.Maps[map.Name].Update(key, value);
        }
    }
}
