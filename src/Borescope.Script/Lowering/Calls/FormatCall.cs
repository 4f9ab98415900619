using System.Collections.Generic;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering.Calls;

/// <summary>printf, errorf, warnf, system, cat: [format, arguments…].</summary>
internal sealed class FormatCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call)
    {
        if (p.Provider == ProbeProvider.Iter && p.IsPinned && call.Function == "printf")
        {
            p.PrintToIterator(call);
            return;
        }

        (IReadOnlyList<EventField> fields, int size) = ProbeLowering.Layout(call.Arguments, 1);
        var action = new FormatAction(call.Function, ((BoundString)call.Arguments[0]).Value, fields) { Span = call.Span, RecordSize = size };
        p.SendFields(action, call.Arguments, 1, fields);
    }
}
