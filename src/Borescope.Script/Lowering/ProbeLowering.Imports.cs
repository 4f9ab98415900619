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
            arguments[i] = argument.Type.IsScalar ? Scalar(argument) : Builder.Cast(Memory(argument), IrType.I64);
        }

        At(call.Span);
        return Builder.Call(Module.Imported(call.Function, arguments.Length), arguments);
    }
}
