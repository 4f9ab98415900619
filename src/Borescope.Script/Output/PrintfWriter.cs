using System;
using System.Collections.Generic;
using Borescope.Script.Lowering;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>A printf format bound to the places of its arguments in the event record, ready to print records without allocating.</summary>
public sealed class PrintfWriter
{
    private readonly byte[][] _literals;
    private readonly PrintfConversion[] _conversions;
    private readonly EventField[] _arguments;

    /// <summary>Binds a format to its arguments.</summary>
    /// <param name="format">A format without errors.</param>
    /// <param name="arguments">One field per conversion.</param>
    /// <exception cref="ArgumentException">The format has errors, the number of arguments does not fit, or a conversion cannot print its argument's type.</exception>
    public PrintfWriter(PrintfFormat format, IReadOnlyList<EventField> arguments)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(arguments);
        if (format.Errors.Count > 0)
            throw new ArgumentException(format.Errors[0].Message, nameof(format));
        if (format.Conversions.Count != arguments.Count)
            throw new ArgumentException($"The format has {format.Conversions.Count} conversions for {arguments.Count} arguments.", nameof(arguments));
        _literals = new byte[format.Literals.Count][];
        for (int i = 0; i < _literals.Length; i++)
            _literals[i] = ScriptText.Bytes(format.Literals[i]);
        _conversions = [.. format.Conversions];
        _arguments = [.. arguments];
        for (int i = 0; i < _arguments.Length; i++)
        {
            if (!_conversions[i].Accepts(_arguments[i].Type))
                throw new ArgumentException($"Argument {i + 1} of type {_arguments[i].Type.Name} does not fit '{format.Text.Substring(_conversions[i].Offset, _conversions[i].Length)}'.", nameof(arguments));
        }
    }

    /// <summary>Writes a record.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="record">The event record.</param>
    /// <param name="values">Writes the arguments of <c>%s</c>, and says whether text is escaped.</param>
    public void Write(ByteSink sink, ReadOnlySpan<byte> record, ValueWriter values)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(values);
        for (int i = 0; i < _conversions.Length; i++)
        {
            sink.Write(_literals[i]);
            PrintfConversion conversion = _conversions[i];
            EventField argument = _arguments[i];
            ReadOnlySpan<byte> value = record[argument.Offset..];
            if (conversion.WantsInteger)
                PrintfNumber.Write(sink, conversion, argument, value, values);
            else
                WriteText(sink, conversion, argument.Type, value, values);
        }

        sink.Write(_literals[^1]);
    }

    private static void WriteText(ByteSink sink, PrintfConversion conversion, ScriptType type, ReadOnlySpan<byte> value, ValueWriter values)
    {
        int start = sink.Length;
        if (conversion.Kind == PrintfConversionKind.String)
            values.WriteText(sink, type, value);
        else if (conversion.Kind == PrintfConversionKind.AllocationFlags)
            AllocationFlags.Write(sink, (uint)IntegerBits.Read(type, value));
        else
            BufferText.Write(sink, RawBytes(type, value, values), conversion.Kind);
        if (conversion.Precision >= 0)
            CutAtCharacter(sink, start, conversion.Precision);
        if (conversion.Width > 0)
            sink.Pad(start, conversion.Width, (conversion.Flags & PrintfFlags.Left) != 0);
    }

    private static ReadOnlySpan<byte> RawBytes(ScriptType type, ReadOnlySpan<byte> value, ValueWriter values)
    {
        if (type is BufferType buffer)
            return ValueWriter.BufferBytes(buffer, value);
        value = value[..type.Size];
        if (type is StringType { IsArray: var isArray })
            values.StringBytes(value, out value, isArray);
        return value;
    }

    /// <summary>Cuts to a number of bytes, but never inside a UTF-8 sequence: the output stays valid text.</summary>
    private static void CutAtCharacter(ByteSink sink, int start, int bytes)
    {
        int end = start + bytes;
        if (sink.Length <= end)
            return;
        ReadOnlySpan<byte> written = sink.Written;
        while (end > start && (written[end] & 0xc0) == 0x80)
            end--;
        sink.Truncate(end);
    }
}
