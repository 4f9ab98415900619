using System;
using System.Collections.Generic;
using System.IO;
using Borescope.Compiler;
using Borescope.Kernel;
using Borescope.Objects.Reading;

namespace Borescope.Objects;

/// <summary>Maps, programs, types and licence: what every front end produces and the one loader consumes. Knows nothing of descriptors.</summary>
public sealed partial class ObjectSpec
{
    /// <summary>Name for messages: the file's, without folder and extension.</summary>
    public string Name { get; set; } = "";

    /// <summary>Maps.</summary>
    public IList<MapSpec> Maps { get; } = new SpecList<MapSpec>();

    /// <summary>Programs.</summary>
    public IList<ProgramSpec> Programs { get; } = new SpecList<ProgramSpec>();

    /// <summary>Global functions that are no programs, each with the functions it calls behind it: other objects can call them, see <c>Link</c>.</summary>
    public IList<ProgramSpec> Subprograms { get; } = new SpecList<ProgramSpec>();

    /// <summary>Global variables.</summary>
    public IList<VariableSpec> Variables { get; } = [];

    /// <summary>Names that the kernel provides.</summary>
    public IList<ExternSpec> Externs { get; } = [];

    /// <summary>Tables of kernel operations; programs name their members, the tables themselves are kept for writing.</summary>
    internal List<OperationTable> OperationTables { get; } = [];

    /// <summary>BTF of maps, functions and lines; empty for none.</summary>
    public byte[] Btf { get; set; } = [];

    /// <summary>Licence; many helpers want one compatible with the GPL.</summary>
    public string License { get; set; } = "GPL";

    /// <summary>Kernel version that kprobes had to name before 5.0; 0 for the running one.</summary>
    public uint KernelVersion { get; set; }

    /// <summary>Reads an object file as clang builds it with <c>-g -target bpf</c>.</summary>
    /// <param name="path">Path.</param>
    /// <exception cref="ObjectFormatException">The file cannot be read, or is not such an object.</exception>
    public static ObjectSpec Read(string path) =>
        TryRead(path, out var spec, out var diagnostics) ? spec! : throw new ObjectFormatException(path, diagnostics);

    /// <summary>Reads an object from bytes, for instance of an embedded resource.</summary>
    /// <exception cref="ObjectFormatException">The bytes are not such an object.</exception>
    public static ObjectSpec Read(ReadOnlySpan<byte> content, string name = "object") =>
        TryRead(content, out var spec, out var diagnostics, name) ? spec! : throw new ObjectFormatException(name, diagnostics);

    /// <summary>Reads an object from a stream, to its end.</summary>
    /// <exception cref="ObjectFormatException">The bytes are not such an object.</exception>
    public static ObjectSpec Read(Stream stream, string name = "object")
    {
        _ = stream ?? throw new ArgumentNullException(nameof(stream));
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return Read(content.GetBuffer().AsSpan(0, (int)content.Length), name);
    }

    /// <summary>Reads an object file.</summary>
    /// <param name="path">Path.</param>
    /// <param name="spec">The object, null on failure.</param>
    /// <param name="diagnostics">What is wrong with it; on success, what was left out.</param>
    public static bool TryRead(string path, out ObjectSpec? spec, out IReadOnlyList<string> diagnostics) =>
        ObjectReader.TryRead(SystemCalls.Instance, path, out spec, out diagnostics);

    /// <summary>Reads an object from bytes.</summary>
    /// <param name="content">The file.</param>
    /// <param name="spec">The object, null on failure.</param>
    /// <param name="diagnostics">What is wrong with it; on success, what was left out.</param>
    /// <param name="name">Name for messages.</param>
    public static bool TryRead(ReadOnlySpan<byte> content, out ObjectSpec? spec, out IReadOnlyList<string> diagnostics, string name = "object") =>
        ObjectReader.TryRead(SystemCalls.Instance, content, name, out spec, out diagnostics);

    /// <summary>The map of a name, null when there is none.</summary>
    public MapSpec? FindMap(string name)
    {
        foreach (var map in Maps)
        {
            if (map.Name == name)
                return map;
        }

        return null;
    }

    /// <summary>Puts a changed map in the place of the one of the same name.</summary>
    /// <exception cref="ArgumentNullException">There is no map to put in: the name that it was looked for by is not in the object.</exception>
    /// <exception cref="KeyNotFoundException">There is no such map.</exception>
    public void Replace(MapSpec map)
    {
        _ = map ?? throw new ArgumentNullException(nameof(map));
        for (var index = 0; index < Maps.Count; index++)
        {
            if (Maps[index].Name != map.Name)
                continue;
            Maps[index] = map;
            return;
        }

        throw new KeyNotFoundException($"the object has no map {map.Name}");
    }

    /// <summary>The program of a name, null when there is none.</summary>
    public ProgramSpec? FindProgram(string name)
    {
        foreach (var program in Programs)
        {
            if (program.Name == name)
                return program;
        }

        return null;
    }

    /// <summary>Puts a changed program in the place of the one of the same name.</summary>
    /// <exception cref="ArgumentNullException">There is no program to put in: the name that it was looked for by is not in the object.</exception>
    /// <exception cref="KeyNotFoundException">There is no such program.</exception>
    public void Replace(ProgramSpec program)
    {
        _ = program ?? throw new ArgumentNullException(nameof(program));
        for (var index = 0; index < Programs.Count; index++)
        {
            if (Programs[index].Name != program.Name)
                continue;
            Programs[index] = program;
            return;
        }

        throw new KeyNotFoundException($"the object has no program {program.Name}");
    }

    /// <summary>The global variable of a name, null when there is none; of several static ones of one name the first.</summary>
    public VariableSpec? FindVariable(string name)
    {
        VariableSpec? found = null;
        foreach (var variable in Variables)
        {
            if (variable.Name == name && (found is null || (variable.IsGlobal && !found.IsGlobal)))
                found = variable;
        }

        return found;
    }

    /// <summary>Sets the value that a global variable starts with.</summary>
    /// <exception cref="KeyNotFoundException">There is no such variable.</exception>
    /// <exception cref="ArgumentException">The type has another size than the variable.</exception>
    public void Set<T>(string variable, T value)
        where T : unmanaged =>
        (FindVariable(variable) ?? throw new KeyNotFoundException($"the object has no variable {variable}")).Set(value);

    /// <summary>The value that a global variable starts with.</summary>
    /// <exception cref="KeyNotFoundException">There is no such variable.</exception>
    /// <exception cref="ArgumentException">The type has another size than the variable.</exception>
    public T Get<T>(string variable)
        where T : unmanaged =>
        (FindVariable(variable) ?? throw new KeyNotFoundException($"the object has no variable {variable}")).Get<T>();

    /// <summary>Takes over what the compiler made, with the scratch map it asks for.</summary>
    /// <param name="module">Compiled programs.</param>
    /// <param name="maps">The maps that the programs name.</param>
    public static ObjectSpec FromCompiled(CompiledModule module, IEnumerable<MapSpec> maps)
    {
        _ = module ?? throw new ArgumentNullException(nameof(module));
        _ = maps ?? throw new ArgumentNullException(nameof(maps));
        var spec = new ObjectSpec { Btf = module.Btf, License = module.License };
        foreach (var map in maps)
            spec.Maps.Add(map);
        if (module.ScratchValueSize > 0)
        {
            spec.Maps.Add(new MapSpec
            {
                Name = CompiledModule.ScratchMapName,
                Type = BpfMapType.PerCpuArray,
                KeySize = 4,
                ValueSize = (uint)module.ScratchValueSize,
                MaxEntries = (uint)module.ScratchEntryCount,
            });
        }

        foreach (var program in module.Programs)
            spec.Programs.Add(ProgramSpec.FromCompiled(program));
        return spec;
    }
}
