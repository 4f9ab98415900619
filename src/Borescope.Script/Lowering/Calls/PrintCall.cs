using System.Collections.Generic;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering.Calls;

/// <summary>print(@m, top, div): [map, top, div]; print(x): [value].</summary>
internal sealed class PrintCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call)
    {
        if (call.Arguments[0] is BoundMapReference map)
        {
            IrValue top = call.Arguments.Count > 1 ? p.Scalar(call.Arguments[1]) : p.Builder.Int(0);
            IrValue div = call.Arguments.Count > 2 ? p.Scalar(call.Arguments[2]) : p.Builder.Int(0);
            p.SendWords(new PrintMapAction(map.Map) { Span = call.Span, RecordSize = ProbeLowering.EventHeader + 16 }, top, div);
            return;
        }

        (IReadOnlyList<EventField> fields, int size) = ProbeLowering.Layout(call.Arguments, 0);
        p.SendFields(new PrintValueAction(fields[0]) { Span = call.Span, RecordSize = size }, call.Arguments, 0, fields);
    }
}

/// <summary>print(@m[k]) of a map that user space has to add up: [map, key].</summary>
internal sealed class PrintElementCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call)
    {
        var map = (BoundMapReference)call.Arguments[0];
        (IReadOnlyList<EventField> fields, int size) = ProbeLowering.Layout(call.Arguments, 1);
        p.SendFields(new PrintMapElementAction(map.Map, fields[0]) { Span = call.Span, RecordSize = size }, call.Arguments, 1, fields);
    }
}
