using System.Collections.Generic;
using Borescope.Objects;
using Borescope.Script.Lowering;

namespace Borescope.Script.Runtime;

/// <summary>A compiled script as an object to load or to write.</summary>
internal static class ScriptObject
{
    /// <summary>The script's maps and programs, linked with the code it imports.</summary>
    /// <exception cref="ObjectLinkException">Two imports do not go together.</exception>
    public static ObjectSpec Create(CompiledScript script, uint ringBytes, IReadOnlyList<ObjectSpec> imported)
    {
        ObjectSpec spec = ObjectSpec.FromCompiled(script.Module, ScriptMaps.Specs(script, ringBytes));
        foreach (ObjectSpec library in imported)
            spec.Link(library);
        return spec;
    }
}
