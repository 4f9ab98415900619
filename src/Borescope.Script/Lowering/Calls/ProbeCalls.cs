using Borescope.Compiler.Ir;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering.Calls;

/// <summary>probe == "text": [text]. True at the attach points of that name.</summary>
internal sealed class ProbeIsCall : CallLowering
{
    public override IrValue Scalar(ProbeLowering p, BoundCall call)
    {
        string text = ((BoundString)call.Arguments[0]).Value;
        IrValue index = p.ProbeIndex(call.Span);
        for (int i = 0; i < p.Probe.AttachPoints.Count; i++)
        {
            // Attach points of one name share one cookie.
            if (p.Probe.AttachPoints[i].Text == text)
                return p.Builder.ZExt(p.Builder.Compare(IrCondition.Eq, index, p.Builder.Int(p.Cookies[i])), IrType.I64);
        }

        return p.Builder.Int(0);
    }
}

/// <summary>The name of the attach point as text in the program: [].</summary>
internal sealed class ProbeTextCall : CallLowering
{
    public override void Into(ProbeLowering p, BoundCall call, IrValue destination, int offset)
    {
        IrValue index = p.ProbeIndex(call.Span);
        p.Zero(destination, offset, call.Type.Size);
        for (int i = 0; i < p.Probe.AttachPoints.Count; i++)
        {
            string text = p.Probe.AttachPoints[i].Text;
            p.If(p.Builder.Compare(IrCondition.Eq, index, p.Builder.Int(p.Cookies[i])), () => p.StoreLiteral(text, destination, offset, call.Type.Size));
        }
    }
}
