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
            p.Send(new PrintMapAction(map.Map) { Span = call.Span, RecordSize = ProbeLowering.EventHeader + 16 }, record =>
            {
                p.Builder.Store(record, 8, top);
                p.Builder.Store(record, 16, div);
            });
            return;
        }

        (IReadOnlyList<EventField> fields, int size) = ProbeLowering.Layout(call.Arguments, 0);
        IrValue?[] prepared = p.Prepare(call.Arguments, 0);
        p.Send(
            new PrintValueAction(fields[0]) { Span = call.Span, RecordSize = size },
            record => p.Fill(record, call.Arguments, 0, fields, prepared));
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
        IrValue?[] prepared = p.Prepare(call.Arguments, 1);
        p.Send(
            new PrintMapElementAction(map.Map, fields[0]) { Span = call.Span, RecordSize = size },
            record => p.Fill(record, call.Arguments, 1, fields, prepared));
    }
}
