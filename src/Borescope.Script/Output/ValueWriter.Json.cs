using System;
using System.Buffers.Binary;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <content>Values as JSON: tuples are arrays, structs objects, enums and pointers numbers, buffers arrays of bytes.</content>
public sealed partial class ValueWriter
{
    /// <summary>Writes a value as JSON.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="type">Type of the value.</param>
    /// <param name="value">At least <see cref="ScriptType.Size"/> bytes.</param>
    /// <exception cref="ArgumentException">There are fewer bytes than the type has.</exception>
    public void WriteJson(ByteSink sink, ScriptType type, ReadOnlySpan<byte> value)
    {
        value = Sized(value, type);
        switch (type)
        {
            case IntegerType or EnumType:
                WriteJsonNumber(sink, IntegerBits.Read(type, value), IntegerBits.IsSigned(type));
                break;
            case StringType { IsArray: var isArray }:
                bool cut = StringBytes(value, out ReadOnlySpan<byte> text, isArray);
                sink.WriteByte((byte)'"');
                HostileText.WriteJson(sink, text, _rawJson);
                if (cut)
                    HostileText.WriteJson(sink, _trailer, raw: true);
                sink.WriteByte((byte)'"');
                break;
            case BoolType:
                sink.Write(value[0] != 0 ? "true"u8 : "false"u8);
                break;
            case PointerType:
                JsonText.WriteUInt64(sink, BinaryPrimitives.ReadUInt64LittleEndian(value));
                break;
            case TupleType tuple:
                WriteJsonTuple(sink, tuple, value);
                break;
            case StructType structure:
                WriteJsonStruct(sink, structure, value);
                break;
            case ArrayType array:
                int size = array.Element.Size;
                sink.WriteByte((byte)'[');
                for (int i = 0; i < array.Count; i++)
                {
                    if (i > 0)
                        sink.WriteByte((byte)',');
                    WriteJson(sink, array.Element, value.Slice(i * size, size));
                }

                sink.WriteByte((byte)']');
                break;
            case BufferType buffer:
                WriteJsonBytes(sink, BufferBytes(buffer, value));
                break;
            case AggregationType aggregation:
                WriteAggregation(sink, aggregation, value, json: true);
                break;
            case VoidType:
                sink.Write("null"u8);
                break;
            default:
                WriteJsonText(sink, type, value);
                break;
        }
    }

    /// <summary>Writes the text form of a value as a JSON string.</summary>
    private void WriteJsonText(ByteSink sink, ScriptType type, ReadOnlySpan<byte> value)
    {
        _scratch.Truncate(0);
        WriteResolved(_scratch, type, value);
        JsonText.WriteString(sink, _scratch.Written, _rawJson);
    }

    private void WriteJsonTuple(ByteSink sink, TupleType tuple, ReadOnlySpan<byte> value)
    {
        bool record = tuple.Names is not null;
        sink.WriteByte((byte)(record ? '{' : '['));
        for (int i = 0; i < tuple.Elements.Count; i++)
        {
            if (i > 0)
                sink.Write(record ? ", "u8 : ","u8);
            if (record)
            {
                JsonText.WriteString(sink, tuple.Names![i]);
                sink.Write(": "u8);
            }

            WriteJson(sink, tuple.Elements[i], value[tuple.Offsets[i]..]);
        }

        sink.WriteByte((byte)(record ? '}' : ']'));
    }

    private void WriteJsonStruct(ByteSink sink, StructType structure, ReadOnlySpan<byte> value)
    {
        sink.WriteByte((byte)'{');
        for (int i = 0; i < structure.Fields.Count; i++)
        {
            StructField field = structure.Fields[i];
            if (i > 0)
                sink.Write(", "u8);
            JsonText.WriteString(sink, field.Name);
            sink.Write(": "u8);
            if (field.IsBitField)
                WriteJsonNumber(sink, IntegerBits.ReadBitField(field, value), IntegerBits.IsSigned(field.Type));
            else if (field.IsDataLoc)
                sink.WriteUInt64(BinaryPrimitives.ReadUInt32LittleEndian(value[field.Offset..]));
            else
                WriteJson(sink, field.Type, value[field.Offset..]);
        }

        sink.WriteByte((byte)'}');
    }

    private static void WriteJsonNumber(ByteSink sink, long value, bool signed)
    {
        if (signed)
            JsonText.WriteInt64(sink, value);
        else
            JsonText.WriteUInt64(sink, (ulong)value);
    }

    private static void WriteJsonBytes(ByteSink sink, ReadOnlySpan<byte> bytes)
    {
        sink.WriteByte((byte)'[');
        for (int i = 0; i < bytes.Length; i++)
        {
            if (i > 0)
                sink.WriteByte((byte)',');
            sink.WriteUInt64(bytes[i]);
        }

        sink.WriteByte((byte)']');
    }
}
