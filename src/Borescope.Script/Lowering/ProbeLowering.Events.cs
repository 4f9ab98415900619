using System;
using System.Collections.Generic;
using System.Linq;
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

    /// <summary>Bytes up to which an event is put together on the stack and copied: one helper call instead of two.</summary>
    private const int SmallEvent = 64;

    /// <summary>Sends an event whose fields are u64 each.</summary>
    public void SendWords(EventAction action, params ReadOnlySpan<IrValue> words)
    {
        int index = Begin(action);
        Span<long> constants = stackalloc long[1 + words.Length];
        constants[0] = index;
        int known = 0;
        while (known < words.Length && words[known] is IrConstant constant)
            constants[++known] = constant.Value;
        if (known == words.Length)
        {
            Output(action, Constants(constants));
            return;
        }

        IrValue record = Temporary(action.RecordSize, 8, "event");
        Builder.Store(record, 0, Builder.Int(index));
        for (int i = 0; i < words.Length; i++)
            Builder.Store(record, EventHeader + (8 * i), words[i]);
        Output(action, record);
    }

    /// <summary>Sends an event with the values of expressions, laid out by <see cref="Layout"/>.</summary>
    public void SendFields(EventAction action, IReadOnlyList<BoundExpression> values, int first, IReadOnlyList<EventField> fields)
    {
        IrValue?[] prepared = Prepare(values, first);
        if (action.RecordSize > SmallEvent || !values.Skip(first).All(IsDefinedWhole))
        {
            Send(action, record => Fill(record, values, first, fields, prepared));
            return;
        }

        IrValue record = Temporary(action.RecordSize, 8, "event");
        Builder.Store(record, 0, Builder.Int(Begin(action)));
        Fill(record, values, first, fields, prepared);
        FillHoles(record, values, first, fields, action.RecordSize, prepared);
        Output(action, record);
    }

    /// <summary>
    /// Sends an event: reserves it in the ring buffer, lets <paramref name="fill"/> write its fields, submits it. A full buffer is counted and
    /// <paramref name="fill"/> does not run, so it must have no effects outside of the event.
    /// </summary>
    public void Send(EventAction action, Action<IrValue> fill)
    {
        int index = Begin(action);
        if (Provider == ProbeProvider.Iter)
        {
            IrValue whole = Temporary(action.RecordSize, 8, "record");
            Zero(whole, 0, action.RecordSize);
            Builder.Store(whole, 0, Builder.Int(index));
            fill(whole);
            Output(action, whole);
            return;
        }

        IrValue record = Builder.CallHelper(BpfHelper.RingbufReserve, Builder.MapAddress(Module.Events), Builder.Int(action.RecordSize), Builder.Int(0));
        If(
            Builder.Compare(IrCondition.Ne, record, Builder.Int(0)),
            () =>
            {
                Builder.Store(record, 0, Builder.Int(index));
                fill(record);
                Builder.CallHelper(BpfHelper.RingbufSubmit, record, Builder.Int(0));
            },
            () => Count(CellCount.LostEvents));
    }

    private int Begin(EventAction action)
    {
        if (Provider == ProbeProvider.Iter)
            return BeginInIterator(action);
        _sendsEvents = true;
        return Module.AddAction(action);
    }

    private void Output(EventAction action, IrValue record)
    {
        if (Provider == ProbeProvider.Iter)
        {
            Builder.CallHelper(BpfHelper.SeqWrite, Sequence(action.Span), record, Builder.Int(action.RecordSize));
            return;
        }

        IrValue refused = Builder.CallHelper(BpfHelper.RingbufOutput, Builder.MapAddress(Module.Events), record, Builder.Int(action.RecordSize), Builder.Int(0));
        If(Builder.Compare(IrCondition.Ne, refused, Builder.Int(0)), () => Count(CellCount.LostEvents));
    }

    /// <summary>Whether writing the value defines all of its bytes as the verifier sees it: what is on the stack may not be sent otherwise.</summary>
    private static bool IsDefinedWhole(BoundExpression value) => value.Type.IsScalar || value is BoundBuiltin or BoundString or BoundVariable;

    /// <summary>Clears what lies between the fields; a short number in front of a hole is written again with the hole, in one store.</summary>
    private void FillHoles(
        IrValue record, IReadOnlyList<BoundExpression> values, int first, IReadOnlyList<EventField> fields, int size, IrValue?[] prepared)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            EventField field = fields[i];
            int end = field.Offset + field.Type.Size;
            int next = i + 1 < fields.Count ? fields[i + 1].Offset : size;
            if (end == next)
                continue;
            if (values[first + i].Type.IsScalar && field.Offset % 8 == 0 && next == field.Offset + 8)
                Builder.Store(record, field.Offset, prepared[i]!);
            else
                Zero(record, end, next - end);
        }
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
            fields.Add(new EventField(type, end) { IsLiteral = values[i] is BoundConstant });
            end += type.Size;
        }

        return (fields, (end + 7) & ~7);
    }

    /// <summary>
    /// Writes values into a record. Scalars are computed beforehand by <see cref="Prepare"/>, since computing them may have effects that must happen
    /// even when the record is lost.
    /// </summary>
    private void Fill(IrValue record, IReadOnlyList<BoundExpression> values, int first, IReadOnlyList<EventField> fields, IrValue?[] prepared)
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
    private IrValue?[] Prepare(IReadOnlyList<BoundExpression> values, int first)
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
        SendWords(new RuntimeErrorAction(kind, helper) { Span = span, RecordSize = EventHeader + 8 }, code ?? Builder.Int(0));

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
