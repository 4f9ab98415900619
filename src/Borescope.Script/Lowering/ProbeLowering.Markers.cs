using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
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
                return Builder.Int(argument.Offset);
            case UsdtArgumentKind.Register:
                IrValue whole = Register(argument.Register, b.Span);
                IrValue part = argument.Shift == 0 ? whole : Builder.Binary(IrBinaryOp.LShr, whole, Builder.Int(argument.Shift));
                return b.Type.Size >= 8 ? part : Extend(Builder.Trunc(part, MemoryType(b.Type)), b.Type);
            case UsdtArgumentKind.Memory:
                IrValue slot = Temporary(b.Type.Size, b.Type.Size, "marker");
                ProbeRead(slot, 0, b.Type.Size, new Place(MarkerAddress(argument, b.Span), 0, PlaceSpace.User), b.Span);
                return LoadScalar(slot, 0, b.Type);
            default:
                throw new LoweringException(b.Span, $"argument {b.Index} of {Probe.AttachPoints[0].Text} cannot be read: '{argument.Text}'");
        }
    }

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
