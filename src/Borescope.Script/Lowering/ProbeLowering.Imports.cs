using Borescope.Compiler.Ir;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering;

internal sealed partial class ProbeLowering
{
    private IrValue CallImported(BoundImportedCall call)
    {
        var arguments = new IrValue[call.Arguments.Count];
        for (int i = 0; i < arguments.Length; i++)
        {
            BoundExpression argument = call.Arguments[i];
            arguments[i] = argument switch
            {
                BoundMapReference map => Builder.Cast(Builder.MapAddress(Module.Storage(map.Map).Reference), IrType.I64),
                { Type.IsScalar: true } => Scalar(argument),
                _ => Builder.Cast(Memory(argument), IrType.I64),
            };
        }

        At(call.Span);
        return Builder.Call(Module.Imported(call.Function, arguments.Length), arguments);
    }
}
