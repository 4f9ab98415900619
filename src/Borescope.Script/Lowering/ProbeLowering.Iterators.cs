using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

/// <summary>
/// Iterators write into the file that reads them: events as records, which the tracer reads back in their order without a ring buffer that could run
/// over; pinned ones text, since anybody may read them.
/// </summary>
internal sealed partial class ProbeLowering
{
    /// <summary>Most values of one bpf_seq_printf (MAX_BPRINTF_VARARGS).</summary>
    private const int MostSequenceArguments = 12;

    /// <summary>Whether the output is read by others, so it must be text.</summary>
    public bool IsPinned => Probe.AttachPoints[0].Pin.Length > 0;

    /// <summary>After the last object the kernel calls the program once more without one.</summary>
    private void EmitIteratorGuard()
    {
        if (Probe.Arguments is not { } context)
            return;
        foreach (StructField field in context.Fields)
        {
            if (field.Type is not PointerType || field.Name == "meta")
                continue;
            IrBlock run = Builder.NewBlock("object");
            IrBlock over = Builder.NewBlock("no_object");
            IrValue pointer = Builder.Load(IrType.I64, Context(Probe.Body.Span), field.Offset);
            Builder.BranchIf(Builder.Compare(IrCondition.Ne, pointer, Builder.Int(0)), run, over);
            Builder.Block = over;
            Builder.Return(Builder.Int(0));
            Builder.Block = run;
            return;
        }
    }

    private IrValue Sequence(TextSpan span)
    {
        // ctx->meta->seq: loaded plainly, so that the verifier knows what it is.
        IrValue meta = Builder.Load(IrType.I64, Context(span), 0);
        return Builder.Load(IrType.Pointer, Builder.Cast(meta, IrType.Pointer), 0);
    }

    private int BeginInIterator(EventAction action) => IsPinned
        ? throw new LoweringException(
            action.Span, "a pinned iterator can only printf(): whoever reads it gets text", "without ':pin' the tracer reads the iterator itself, and everything can be printed")
        : Module.AddIteratorAction(action);

    /// <summary>printf of a pinned iterator: the kernel formats.</summary>
    public void PrintToIterator(BoundCall call)
    {
        PrintfFormat format = PrintfFormat.Parse(((BoundString)call.Arguments[0]).Value);
        var text = new StringBuilder();
        var values = new List<IrValue>();
        for (int i = 0; i < format.Conversions.Count; i++)
        {
            text.Append(Escape(format.Literals[i]));
            AddConversion(format.Conversions[i], call.Arguments[i + 1], text, values);
            if (values.Count == MostSequenceArguments)
                EmitSequencePrint(text, values, call.Span);
        }

        text.Append(Escape(format.Literals[^1]));
        if (text.Length > 0)
            EmitSequencePrint(text, values, call.Span);
    }

    private static string Escape(string literal) => literal.Replace("%", "%%", StringComparison.Ordinal);

    private void AddConversion(PrintfConversion conversion, BoundExpression value, StringBuilder text, List<IrValue> values)
    {
        bool asText = conversion.Kind == PrintfConversionKind.String;
        if (asText && value.Type is StringType)
        {
            text.Append('%').Append(Modifiers(conversion)).Append('s');
            values.Add(Builder.Cast(Memory(value), IrType.I64));
            return;
        }

        string? letter = conversion.Kind switch
        {
            PrintfConversionKind.Signed => "lld",
            PrintfConversionKind.Unsigned => "llu",
            PrintfConversionKind.Hex => "llx",
            PrintfConversionKind.UpperHex => "llX",
            PrintfConversionKind.Character => "c",
            PrintfConversionKind.Pointer => "llx",
            PrintfConversionKind.String when value.Type is IntegerType integer => integer.Signed ? "lld" : "llu",
            _ => null,
        };
        if (letter is null || !value.Type.IsScalar)
        {
            throw new LoweringException(
                value.Span, $"a pinned iterator cannot print a value of type {value.Type.Name} so", "the kernel prints numbers (%d %u %x %c %p) and strings (%s)");
        }

        text.Append(conversion.Kind == PrintfConversionKind.Pointer ? "0x%" : "%").Append(Modifiers(conversion)).Append(letter);
        IrValue number = PlainNumber(value);
        if (conversion.WantsInteger && conversion.Bytes < 8 && conversion.Bytes < value.Type.Size)
            number = Extend(Builder.Trunc(number, MemoryType(new IntegerType(conversion.Bytes, true))), new IntegerType(conversion.Bytes, conversion.Kind == PrintfConversionKind.Signed));
        values.Add(number);
    }

    private static string Modifiers(PrintfConversion conversion)
    {
        var text = new StringBuilder();
        foreach ((PrintfFlags flag, char letter) in (ReadOnlySpan<(PrintfFlags, char)>)
            [(PrintfFlags.Left, '-'), (PrintfFlags.Plus, '+'), (PrintfFlags.Space, ' '), (PrintfFlags.Alternate, '#'), (PrintfFlags.Zero, '0')])
        {
            if ((conversion.Flags & flag) != 0)
                text.Append(letter);
        }

        return conversion.Width > 0 ? text.Append(conversion.Width.ToString(CultureInfo.InvariantCulture)).ToString() : text.ToString();
    }

    private void EmitSequencePrint(StringBuilder text, List<IrValue> values, TextSpan span)
    {
        int size = ScriptText.Count(text.ToString()) + 1;
        IrValue format = Temporary(size, 8, "format");
        StoreLiteral(text.ToString(), format, 0, size);
        IrValue arguments = values.Count == 0 ? Builder.Int(0) : Temporary(8 * values.Count, 8, "arguments");
        for (int i = 0; i < values.Count; i++)
            Builder.Store(arguments, 8 * i, values[i]);
        Builder.CallHelper(BpfHelper.SeqPrintf, Sequence(span), format, Builder.Int(size), arguments, Builder.Int(8 * values.Count));
        text.Clear();
        values.Clear();
    }
}
