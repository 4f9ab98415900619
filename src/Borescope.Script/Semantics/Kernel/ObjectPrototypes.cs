using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Types;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Script.Semantics.Kernel;

/// <summary>Prototypes of the functions of an object that clang built. Structs that the kernel has too are the kernel's.</summary>
/// <param name="types">The object's types.</param>
/// <param name="kernel">The kernel's.</param>
/// <param name="model">The machine.</param>
internal sealed class ObjectPrototypes(BtfSpec types, KernelBtf? kernel, IKernelModel model)
{
    private const int SlotBytes = 8;

    private readonly BtfTypes _converter = new(kernel);

    /// <summary>The prototype of a function; null with a reason when scripts cannot call it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="typeId">Its FUNC.</param>
    /// <param name="problem">Why it cannot be called.</param>
    public FunctionPrototype? Of(string name, uint typeId, out string? problem)
    {
        BtfType function = types[typeId];
        if (function.Kind != BtfKind.Function)
        {
            problem = "its types are not known: compile it with -g";
            return null;
        }

        problem = function.Parameters.IsVariadic ? "it takes any number of arguments" : null;
        var fields = new List<StructField>();
        foreach (BtfParameter parameter in function.Parameters)
        {
            ScriptType type = Convert(parameter.Type);
            if (!type.IsScalar)
                problem = $"it takes a '{ProbeBinder.NameOf(type)}' by value";
            fields.Add(new StructField(parameter.Name.Length > 0 ? parameter.Name : "arg" + fields.Count, type, SlotBytes * fields.Count));
        }

        ScriptType result = Convert(function.ReturnType);
        if (!result.IsScalar && result is not VoidType)
            problem = $"it returns a '{ProbeBinder.NameOf(result)}' by value";
        return problem is not null ? null
            : new FunctionPrototype(name, types.Name, typeId, new StructType("", false, SlotBytes * fields.Count, n => fields.Find(f => f.Name == n), () => fields), result);
    }

    private ScriptType Convert(BtfType type)
    {
        ScriptType converted = _converter.Convert(type);
        return converted is PointerType { Target: StructType { Tag.Length: > 0 } target } pointer && model.FindStruct(target.Tag, target.IsUnion) is { } known
            ? pointer with { Target = known } : converted;
    }
}
