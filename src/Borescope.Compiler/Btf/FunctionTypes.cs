using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Btf;

/// <summary>FUNC types for the module's functions, each once.</summary>
internal sealed class FunctionTypes(BtfBuilder btf)
{
    private readonly Dictionary<IrFunction, int> _ids = [];

    /// <summary>Id of the FUNC of a function. Programs are global, sub-programs static: the latter are verified with what their callers know.</summary>
    public int Of(IrFunction function)
    {
        if (_ids.TryGetValue(function, out int id))
        {
            return id;
        }

        var parameters = new List<BtfMember>();
        foreach (IrParameter p in function.Parameters)
        {
            parameters.Add(new BtfMember(p.Name, TypeOf(p.Type)));
        }

        // The kernel wants an int from programs, whatever their register holds.
        int result = function.IsSubprogram ? TypeOf(function.ReturnType) : TypeOf(IrType.I32);
        id = btf.Function(function.Name, btf.FunctionPrototype(result, parameters), !function.IsSubprogram);
        _ids.Add(function, id);
        return id;
    }

    private int TypeOf(IrType type) => type switch
    {
        IrType.Void => 0,
        IrType.Pointer => btf.Pointer(0),
        IrType.I64 => btf.Int("unsigned long", 8, BtfIntEncoding.None),
        IrType.I32 => btf.Int("int", 4, BtfIntEncoding.Signed),
        IrType.I16 => btf.Int("unsigned short", 2, BtfIntEncoding.None),
        _ => btf.Int("unsigned char", 1, BtfIntEncoding.None),
    };
}
