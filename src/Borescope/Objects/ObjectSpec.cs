using System.Collections.Generic;
using Borescope.Compiler;
using Borescope.Kernel;

namespace Borescope.Objects;

/// <summary>Maps, programs, types and licence: what every front end produces and the one loader consumes. Knows nothing of descriptors.</summary>
public sealed class ObjectSpec
{
    /// <summary>Maps.</summary>
    public IList<MapSpec> Maps { get; } = [];

    /// <summary>Programs.</summary>
    public IList<ProgramSpec> Programs { get; } = [];

    /// <summary>BTF of maps, functions and lines; empty for none.</summary>
    public byte[] Btf { get; set; } = [];

    /// <summary>Licence; many helpers want one compatible with the GPL.</summary>
    public string License { get; set; } = "GPL";

    /// <summary>Takes over what the compiler made, with the scratch map it asks for.</summary>
    /// <param name="module">Compiled programs.</param>
    /// <param name="maps">The maps that the programs name.</param>
    public static ObjectSpec FromCompiled(CompiledModule module, IEnumerable<MapSpec> maps)
    {
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
