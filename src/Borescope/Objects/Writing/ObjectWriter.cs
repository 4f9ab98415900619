using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler;
using Borescope.Compiler.Btf;
using Borescope.Kernel;
using Borescope.Objects.Reading;

namespace Borescope.Objects.Writing;

/// <summary>
/// Writes an object as clang would have: programs in sections named by their <see cref="ProgramSpec.Section"/>, functions that they call in <c>.text</c>,
/// maps in <c>.maps</c>, maps that the code addresses directly as data sections of their own. libbpf, bpftool and this library load it.
/// </summary>
internal sealed class ObjectWriter
{
    private const string License = "license";
    private const string Version = "version";

    private readonly ObjectSpec _spec;
    private readonly ElfImage _image = new();
    private readonly BtfAppender _btf;
    private readonly MapDefinitionWriter _maps;
    private readonly DataSectionWriter _globals;
    private readonly ExternWriter _externs;
    private readonly CodeWriter _code;

    private ObjectWriter(ObjectSpec spec, BtfSpec types)
    {
        _spec = spec;
        _btf = new BtfAppender(types);
        _maps = new MapDefinitionWriter(_image, _btf);
        _globals = new DataSectionWriter(_image, _btf, spec);
        _externs = new ExternWriter(_image, _btf, spec);
        _code = new CodeWriter(_image, _maps, _globals, _externs);
    }

    /// <summary>Writes an object.</summary>
    /// <param name="spec">The object, with BTF.</param>
    /// <param name="content">The file.</param>
    /// <param name="diagnostic">Why it cannot be written.</param>
    internal static bool TryWrite(ObjectSpec spec, out byte[] content, out string? diagnostic)
    {
        content = [];
        if (!BtfSpec.TryRead(spec.Btf, out var types, out diagnostic))
            return false;
        using (types)
        {
            try
            {
                content = new ObjectWriter(spec, types!).Write();
                return true;
            }
            catch (ObjectWriteException error)
            {
                diagnostic = error.Message;
                return false;
            }
        }
    }

    private byte[] Write()
    {
        WriteMaps();
        _externs.Write();
        _code.Write(_spec);
        _maps.WriteEntries(_code.Find);
        new OperationTableWriter(_image, _btf, _spec).Write(_code.Find);
        WriteLicense();
        if (_spec.KernelVersion != 0)
        {
            var version = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(version, _spec.KernelVersion);
            Add(Version, version);
        }

        var extension = new BtfExtensionWriter(_btf, _code).ToBytes();
        _image.Add(".BTF", 0, _btf.ToBytes());
        _image.Add(".BTF.ext", 0, extension);
        return _image.ToBytes();
    }

    private void WriteMaps()
    {
        var direct = new HashSet<string>(StringComparer.Ordinal);
        foreach (var program in (ReadOnlySpan<ProgramSpec>)[.. _spec.Programs, .. _spec.Subprograms])
        {
            foreach (var relocation in program.Relocations)
            {
                if (relocation.Kind == BpfRelocationKind.MapValue)
                    direct.Add(relocation.Symbol);
            }
        }

        var definitions = new List<MapSpec>();
        long bytes = 0;
        foreach (var map in _spec.Maps)
        {
            // The loader makes the map of the configuration.
            if (map.Name == GlobalReader.KconfigName)
                continue;
            if (!direct.Contains(map.Name) && map.InitialValue is null)
            {
                definitions.Add(map);
                continue;
            }

            if (map.Type == BpfMapType.Arena)
            {
                definitions.Add(map);
                _globals.WriteArena(map);
                continue;
            }

            if (map.Type != BpfMapType.Array || map.MaxEntries != 1)
                throw new ObjectWriteException($"map {map.Name} is used as a variable; only arrays of one element are variables to other loaders");
            if ((bytes += map.ValueSize) > ObjectLimits.MaxDataBytes)
                throw new ObjectWriteException($"with map {map.Name} of {map.ValueSize} bytes its data is larger than the {ObjectLimits.MaxDataBytes >> 20} MB that maps may hold");
            _globals.Write(map);
        }

        _maps.Write(definitions);
    }

    private void WriteLicense()
    {
        if (_spec.License.Length > 0)
            Add(License, [.. Encoding.UTF8.GetBytes(_spec.License), 0]);
    }

    // Where the types know a variable of the section, it must have room for it.
    private void Add(string name, byte[] content)
    {
        if (_btf.Types.TryFind(name, BtfKind.DataSection, out var type))
        {
            foreach (var variable in ObjectVariable.Of(type))
            {
                var end = (long)variable.Offset + variable.Size;
                if (end > content.Length && end <= ObjectLimits.MaxTextBytes)
                    Array.Resize(ref content, (int)end);
            }

            _btf.KeepSection(type.Id, name, (uint)content.Length);
        }

        _image.Add(name, ElfImage.FlagAllocate | ElfImage.FlagWrite, content);
    }
}
