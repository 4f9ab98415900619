using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;
using Borescope.Symbols;

namespace Borescope.Script.Lowering;

internal sealed partial class ProbeLowering
{
    /// <summary>An argument of a static marker: all sites of a program have it in the same place.</summary>
    private IrValue MarkerArgument(BoundBuiltin b)
    {
        UsdtArgument argument = Probe.AttachPoints[0].Marker!.Arguments[b.Index];
        switch (argument.Kind)
        {
            case UsdtArgumentKind.Constant:
                return Sized(Builder.Int(argument.Offset), b.Type); // Compilers write 2@$-536 for 65000.
            case UsdtArgumentKind.Register:
                IrValue whole = Register(argument.Register, b.Span);
                return Sized(argument.Shift == 0 ? whole : Builder.Binary(IrBinaryOp.LShr, whole, Builder.Int(argument.Shift)), b.Type);
            case UsdtArgumentKind.Memory:
                IrValue slot = Temporary(b.Type.Size, b.Type.Size, "marker");
                ProbeRead(slot, 0, b.Type.Size, new Place(MarkerAddress(argument, b.Span), 0, PlaceSpace.User), b.Span);
                return LoadScalar(slot, 0, b.Type);
            default:
                throw new LoweringException(b.Span, $"argument {b.Index} of {Probe.AttachPoints[0].Text} cannot be read: '{argument.Text}'");
        }
    }

    private IrValue Sized(IrValue value, ScriptType type) => type.Size >= 8 ? value : Extend(Builder.Trunc(value, MemoryType(type)), type);

    private IrValue MarkerAddress(UsdtArgument argument, TextSpan span)
    {
        IrValue? address = argument.Register.Length > 0 ? Register(argument.Register, span) : null;
        if (argument.Index.Length > 0)
        {
            IrValue index = Register(argument.Index, span);
            if (argument.Scale > 1)
                index = Builder.Binary(IrBinaryOp.Mul, index, Builder.Int(argument.Scale));
            address = address is null ? index : Builder.Binary(IrBinaryOp.Add, address, index);
        }

        if (address is null)
            return Builder.Int(argument.Offset);
        return argument.Offset == 0 ? address : Builder.Binary(IrBinaryOp.Add, address, Builder.Int(argument.Offset));
    }
}
