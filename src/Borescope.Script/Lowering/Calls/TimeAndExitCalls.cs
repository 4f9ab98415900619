using Borescope.Compiler.Ir;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering.Calls;

/// <summary>time(format): [format].</summary>
internal sealed class TimeCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call) =>
        p.SendWords(new TimeAction(((BoundString)call.Arguments[0]).Value) { Span = call.Span, RecordSize = ProbeLowering.EventHeader });
}

/// <summary>exit(code): [code?]. Tells user space and leaves the probe at once.</summary>
internal sealed class ExitCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call)
    {
        IrValue code = call.Arguments.Count > 0 ? p.Scalar(call.Arguments[0]) : p.Builder.Int(0);
        p.SendWords(new ExitAction { Span = call.Span, RecordSize = ProbeLowering.EventHeader + 8 }, code);
        p.EndProbe();
    }
}
