using System;
using System.Buffers.Binary;
using System.Net;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <content>Values that are numbers in BPF memory and names on the screen.</content>
public sealed partial class ValueWriter
{
    private const uint FamilyInet6 = 10;
    private const uint FamilyInet = 2;

    /// <summary>The parsed form of a strftime format; each format is parsed once.</summary>
    internal TimeFormat TimeFormatOf(TimestampType type)
    {
        _timeFormats ??= [];
        if (!_timeFormats.TryGetValue(type.Format, out TimeFormat? format))
            _timeFormats[type.Format] = format = new TimeFormat(type.Format, fractions: true);
        return format;
    }

    private void WriteResolved(ByteSink sink, ScriptType type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case StackType stack:
                _stacks.Write(sink, stack, value);
                break;
            case KernelSymbolType:
                ulong address = BinaryPrimitives.ReadUInt64LittleEndian(value);
                if (Resolver.TryGetKernelSymbol(address, out ResolvedSymbol symbol))
                    WriteHostile(sink, symbol.Name);
                else
                    WriteUnknownSymbol(sink, address);
                break;
            case UserSymbolType:
                address = BinaryPrimitives.ReadUInt64LittleEndian(value);
                if (Resolver.TryGetUserSymbol(address, BinaryPrimitives.ReadUInt32LittleEndian(value[8..]), out symbol))
                    WriteHostile(sink, symbol.Name);
                else
                    WriteUnknownSymbol(sink, address);
                break;
            case ProbeNameType:
                WriteHostile(sink, Resolver.GetProbeName(BinaryPrimitives.ReadUInt64LittleEndian(value)));
                break;
            case UserNameType:
                ulong uid = BinaryPrimitives.ReadUInt64LittleEndian(value);
                if (Resolver.GetUserName(uid) is { } name)
                    WriteHostile(sink, name);
                else
                    sink.WriteUInt64(uid);
                break;
            case TimestampType timestamp:
                long time = Resolver.ToUnixNanoseconds(BinaryPrimitives.ReadUInt64LittleEndian(value));
                TimeFormatOf(timestamp).Write(sink, time, Resolver.TimeZone);
                break;
            case NumberNameType named:
                long number = BinaryPrimitives.ReadInt64LittleEndian(value);
                string? known = NumberNames.Find(named.Kind, number) ?? Resolver.GetName(named, number);
                if (known is not null)
                    WriteHostile(sink, known);
                else
                    sink.WriteInt64(number);
                break;
            case InetType:
                WriteInet(sink, value);
                break;
            case MacAddressType:
                WriteMac(sink, value);
                break;
            case AggregationType aggregation:
                WriteAggregation(sink, aggregation, value, json: false);
                break;
        }
    }

    // No address at all is a bare 0, in text as in keys of JSON.
    private static void WriteUnknownSymbol(ByteSink sink, ulong address)
    {
        if (address == 0)
            sink.WriteByte((byte)'0');
        else
            WritePointer(sink, address);
    }

    /// <summary>An aggregation's element of one CPU.</summary>
    private void WriteAggregation(ByteSink sink, AggregationType type, ReadOnlySpan<byte> value, bool json)
    {
        if (type.Kind == AggregationKind.TimeSeries)
        {
            TimeSeries series = TimeSeries.Read(type, value, 1, type.Size);
            if (json)
                TimeSeriesWriter.WriteJson(sink, series, Resolver);
            else
                TimeSeriesWriter.WriteText(sink, series, Resolver);
            return;
        }

        if (type.Buckets > 0)
        {
            Span<ulong> buckets = type.Buckets <= 512 ? stackalloc ulong[type.Buckets] : new ulong[type.Buckets];
            AggregationReducer.SumBuckets(type, value, 1, type.Size, buckets);
            if (json)
                HistogramWriter.WriteJson(sink, type, buckets, 1);
            else
                HistogramWriter.WriteText(sink, type, buckets, 1);
            return;
        }

        ReducedValue reduced = AggregationReducer.Reduce(type, value, 1, type.Size);
        if (json)
            reduced.WriteJson(sink, 1);
        else
            reduced.WriteText(sink, 1);
    }

    private static void WriteInet(ByteSink sink, ReadOnlySpan<byte> value)
    {
        uint family = BinaryPrimitives.ReadUInt32LittleEndian(value);
        if (family == FamilyInet)
        {
            for (int i = 0; i < 4; i++)
            {
                if (i > 0)
                    sink.WriteByte((byte)'.');
                sink.WriteUInt64(value[4 + i]);
            }
        }
        else if (family == FamilyInet6)
        {
            new IPAddress(value.Slice(4, 16)).TryFormat(sink.Reserve(64), out int written);
            sink.Advance(written);
        }
        else
        {
            sink.Write("<address family "u8);
            sink.WriteUInt64(family);
            sink.WriteByte((byte)'>');
        }
    }

    private static void WriteMac(ByteSink sink, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> digits = "0123456789ABCDEF"u8;
        for (int i = 0; i < 6; i++)
        {
            if (i > 0)
                sink.WriteByte((byte)':');
            sink.WriteByte(digits[value[i] >> 4]);
            sink.WriteByte(digits[value[i] & 15]);
        }
    }
}
