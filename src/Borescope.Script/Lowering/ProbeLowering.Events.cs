using System;
using System.Collections.Generic;
using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

internal sealed partial class ProbeLowering
{
    /// <summary>Bytes of an event before its fields.</summary>
    public const int EventHeader = 8;

    /// <summary>
    /// Sends an event: reserves it in the ring buffer, lets <paramref name="fill"/> write its fields, submits it. A full buffer is counted and
    /// <paramref name="fill"/> does not run, so it must have no effects outside of the event.
    /// </summary>
    public void Send(EventAction action, Action<IrValue> fill)
    {
        int index = Module.AddAction(action);
        _sendsEvents = true;
        IrValue record = Builder.CallHelper(BpfHelper.RingbufReserve, Builder.MapAddress(Module.Events), Builder.Int(action.RecordSize), Builder.Int(0));
        If(
            Builder.Compare(IrCondition.Ne, record, Builder.Int(0)),
            () =>
            {
                Builder.Store(record, 0, Builder.Int(index));
                fill(record);
                Builder.CallHelper(BpfHelper.RingbufSubmit, record, Builder.Int(0));
            },
            () => Count("lost events"));
    }

    /// <summary>Lays the values of expressions out in a record, naturally aligned; returns the fields and the record's size.</summary>
    public static (IReadOnlyList<EventField> Fields, int Size) Layout(IReadOnlyList<BoundExpression> values, int first)
    {
        var fields = new List<EventField>(values.Count - first);
        int end = EventHeader;
        for (int i = first; i < values.Count; i++)
        {
            ScriptType type = values[i].Type;
            int align = Math.Max(1, type.Alignment);
            end = (end + align - 1) / align * align;
            fields.Add(new EventField(type, end));
            end += type.Size;
        }

        return (fields, (end + 7) & ~7);
    }

    /// <summary>
    /// Writes values into a record. Scalars are computed beforehand by <see cref="Prepare"/>, since computing them may have effects that must happen
    /// even when the record is lost.
    /// </summary>
    public void Fill(IrValue record, IReadOnlyList<BoundExpression> values, int first, IReadOnlyList<EventField> fields, IrValue?[] prepared)
    {
        PadsStrings = false;
        for (int i = 0; i < fields.Count; i++)
        {
            BoundExpression value = values[first + i];
            if (prepared[i] is not { } ready)
                Into(value, record, fields[i].Offset);
            else if (value.Type.IsScalar)
                StoreScalar(record, fields[i].Offset, value.Type, ready);
            else
                Copy(record, fields[i].Offset, ready, 0, value.Type.Size);
        }

        PadsStrings = true;
    }

    /// <summary>Whether bytes behind the NUL of a string must be zero: everywhere but in events, where output stops at the NUL.</summary>
    public bool PadsStrings { get; private set; } = true;

    /// <summary>Computes what must be computed before the record is reserved: scalars, and objects whose computation has effects.</summary>
    public IrValue?[] Prepare(IReadOnlyList<BoundExpression> values, int first)
    {
        var prepared = new IrValue?[values.Count - first];
        for (int i = first; i < values.Count; i++)
        {
            if (values[i].Type.IsScalar)
                prepared[i - first] = Scalar(values[i]);
            else if (CapturedVariables.HasEffects(values[i]))
                prepared[i - first] = Memory(values[i]);
        }

        return prepared;
    }

    /// <summary>Sends a runtime error with its place in the script.</summary>
    public void ReportError(RuntimeErrorKind kind, TextSpan span, string helper = "", IrValue? code = null) =>
        Send(
            new RuntimeErrorAction(kind, helper) { Span = span, RecordSize = EventHeader + 8 },
            record => Builder.Store(record, 8, code ?? Builder.Int(0)));

    /// <summary>With <c>-k</c>: sends an error when a helper returned a negative number.</summary>
    public void ReportFailure(BpfHelper helper, IrValue result, TextSpan span)
    {
        if (!Options.ReportHelperErrors)
            return;
        string name = BpfHelpers.Get(helper).Name;

        // Up to 6.3 maps answer with an int, whose upper half in the register is undefined.
        IrValue code = Builder.SExt(Builder.Trunc(result, IrType.I32), IrType.I64);
        If(Builder.Compare(IrCondition.Slt, code, Builder.Int(0)), () => ReportError(RuntimeErrorKind.HelperError, span, name, code));
    }
}
