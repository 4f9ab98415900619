using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>Writes a value of any type of the language, as it lies in BPF memory, as text or as JSON. Allocates nothing per value (names are cached by the resolver).</summary>
public sealed partial class ValueWriter : IDisposable
{
    private readonly bool _escapeText;
    private readonly bool _rawJson;
    private readonly byte[] _trailer;
    private readonly StackWriter _stacks;
    private readonly ByteSink _scratch = new();
    private Dictionary<string, TimeFormat>? _timeFormats;

    /// <summary>Creates a writer.</summary>
    /// <param name="resolver">Names and times.</param>
    /// <param name="options">Trailer and escaping.</param>
    /// <param name="escapeText">Whether <see cref="WriteText"/> escapes hostile text; false when the text is put into a JSON string, which escapes on its own.</param>
    public ValueWriter(IValueResolver resolver, OutputOptions options, bool escapeText = true)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(options);
        Resolver = resolver;
        _escapeText = escapeText && !options.Raw;
        _rawJson = options.Raw;
        _trailer = Encoding.UTF8.GetBytes(options.TruncationTrailer);
        _stacks = new StackWriter(resolver, this);
    }

    /// <summary>Names and times.</summary>
    public IValueResolver Resolver { get; }

    /// <summary>Whether JSON strings are escaped only where JSON demands it.</summary>
    internal bool IsRaw => _rawJson;

    /// <summary>How many strings were printed that had been cut at their size.</summary>
    public long TruncatedStrings { get; private set; }

    /// <summary>Writes a value as text.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="type">Type of the value.</param>
    /// <param name="value">At least <see cref="ScriptType.Size"/> bytes.</param>
    /// <exception cref="ArgumentException">There are fewer bytes than the type has.</exception>
    public void WriteText(ByteSink sink, ScriptType type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case IntegerType { Bytes: 8 } integer when value.Length >= 8:
                WriteNumber(sink, BinaryPrimitives.ReadInt64LittleEndian(value), integer.Signed);
                return;
            case StringType text:
                WriteString(sink, Sized(value, text), text);
                return;
        }

        value = Sized(value, type);
        switch (type)
        {
            case IntegerType integer:
                WriteNumber(sink, IntegerBits.Read(integer, value), integer.Signed);
                break;
            case BoolType:
                sink.Write(value[0] != 0 ? "true"u8 : "false"u8);
                break;
            case EnumType e:
                WriteEnum(sink, e, IntegerBits.Read(e, value));
                break;
            case PointerType:
                WritePointer(sink, BinaryPrimitives.ReadUInt64LittleEndian(value));
                break;
            case TupleType tuple:
                WriteTuple(sink, tuple, value);
                break;
            case StructType structure:
                WriteStruct(sink, structure, value);
                break;
            case ArrayType array:
                WriteArray(sink, array, value);
                break;
            case BufferType buffer:
                BufferText.Write(sink, BufferBytes(buffer, value), PrintfConversionKind.Buffer);
                break;
            default:
                WriteResolved(sink, type, value);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    /// <summary>Writes text that came from outside, escaped as this writer does.</summary>
    internal void WriteHostile(ByteSink sink, ReadOnlySpan<byte> bytes)
    {
        if (_escapeText)
            HostileText.WriteText(sink, bytes);
        else
            sink.Write(bytes);
    }

    /// <summary>Writes a name that came from outside.</summary>
    internal void WriteHostile(ByteSink sink, string name)
    {
        int start = sink.Length;
        sink.Write(name);
        if (!_escapeText || sink.Written[start..].IndexOfAnyExceptInRange((byte)0x20, (byte)0x7e) < 0)
            return;
        using var copy = new ByteSink(sink.Length - start);
        copy.Write(sink.Written[start..]);
        sink.Truncate(start);
        HostileText.WriteText(sink, copy.Written);
    }

    /// <summary>The bytes of a string before its NUL; true when it was cut, which an array of a structure never is.</summary>
    internal bool StringBytes(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> text, bool isArray = false)
    {
        int end = value.IndexOf((byte)0);
        text = end < 0 ? value : value[..end];
        if (end >= 0 || isArray)
            return false;
        TruncatedStrings++;
        return true;
    }

    /// <summary>The valid bytes of a buffer.</summary>
    internal static ReadOnlySpan<byte> BufferBytes(BufferType type, ReadOnlySpan<byte> value)
    {
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(value);
        return value.Slice(4, (int)Math.Min(count, (uint)type.Capacity));
    }

    internal static void WriteNumber(ByteSink sink, long value, bool signed)
    {
        if (signed)
            sink.WriteInt64(value);
        else
            sink.WriteUInt64((ulong)value);
    }

    internal static void WritePointer(ByteSink sink, ulong value)
    {
        sink.Write("0x"u8);
        sink.WriteHex(value);
    }

    private static ReadOnlySpan<byte> Sized(ReadOnlySpan<byte> value, ScriptType type)
    {
        int size = type.Size;
        if (value.Length < size)
            throw new ArgumentException($"A value of type {type.Name} takes {size} bytes, but there are {value.Length}.", nameof(value));
        return value[..size];
    }

    private void WriteString(ByteSink sink, ReadOnlySpan<byte> value, StringType type)
    {
        bool cut = StringBytes(value, out ReadOnlySpan<byte> text, type.IsArray);
        if (type.IsLiteral)
            sink.Write(text);
        else
            WriteHostile(sink, text);
        if (cut)
            sink.Write(_trailer);
    }

    private void WriteEnum(ByteSink sink, EnumType type, long value)
    {
        if (type.Members.TryGetValue(value, out string? name))
            WriteHostile(sink, name);
        else
            WriteNumber(sink, value, type.Underlying.Signed);
    }

    private void WriteTuple(ByteSink sink, TupleType tuple, ReadOnlySpan<byte> value)
    {
        if (tuple.Names is null)
        {
            sink.WriteByte((byte)'(');
            WriteTupleElements(sink, tuple, value);
            sink.WriteByte((byte)')');
            return;
        }

        sink.Write("{ "u8);
        for (int i = 0; i < tuple.Elements.Count; i++)
        {
            sink.Write(i == 0 ? "."u8 : ", ."u8);
            sink.Write(tuple.Names[i]);
            sink.Write(" = "u8);
            WriteText(sink, tuple.Elements[i], value[tuple.Offsets[i]..]);
        }

        sink.Write(" }"u8);
    }

    /// <summary>Writes the elements of a tuple without parentheses, as map keys show them.</summary>
    internal void WriteTupleElements(ByteSink sink, TupleType tuple, ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < tuple.Elements.Count; i++)
        {
            if (i > 0)
                sink.Write(", "u8);
            WriteText(sink, tuple.Elements[i], value[tuple.Offsets[i]..]);
        }
    }

    private void WriteStruct(ByteSink sink, StructType structure, ReadOnlySpan<byte> value)
    {
        if (structure.Fields.Count == 0)
        {
            sink.Write("{}"u8);
            return;
        }

        sink.Write("{ "u8);
        for (int i = 0; i < structure.Fields.Count; i++)
        {
            StructField field = structure.Fields[i];
            sink.Write(i == 0 ? "."u8 : ", ."u8);
            WriteHostile(sink, field.Name);
            sink.Write(" = "u8);
            WriteField(sink, field, value);
        }

        sink.Write(" }"u8);
    }

    private void WriteField(ByteSink sink, StructField field, ReadOnlySpan<byte> structure)
    {
        if (field.IsBitField)
        {
            long bits = IntegerBits.ReadBitField(field, structure);
            if (field.Type is EnumType e)
                WriteEnum(sink, e, bits);
            else
                WriteNumber(sink, bits, IntegerBits.IsSigned(field.Type));
        }
        else if (field.IsDataLoc)
        {
            // The data itself stays in the kernel's event; the word says where it was: length above, offset below.
            WritePointer(sink, BinaryPrimitives.ReadUInt32LittleEndian(structure[field.Offset..]));
        }
        else
        {
            WriteText(sink, field.Type, structure[field.Offset..]);
        }
    }

    private void WriteArray(ByteSink sink, ArrayType array, ReadOnlySpan<byte> value)
    {
        sink.WriteByte((byte)'[');
        int size = array.Element.Size;
        for (int i = 0; i < array.Count; i++)
        {
            if (i > 0)
                sink.WriteByte((byte)',');
            WriteText(sink, array.Element, value.Slice(i * size, size));
        }

        sink.WriteByte((byte)']');
    }
}
