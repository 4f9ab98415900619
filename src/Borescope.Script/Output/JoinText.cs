using System;
using System.Buffers.Binary;
using Borescope.Script.Lowering;

namespace Borescope.Script.Output;

/// <summary>The strings of a join record with their separator.</summary>
internal static class JoinText
{
    internal static void Write(ByteSink sink, ReadOnlySpan<byte> record, JoinAction action, ValueWriter values)
    {
        uint count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(record[8..]), (uint)action.MaxArguments);
        for (int i = 0; i < (int)count; i++)
        {
            if (i > 0)
                sink.Write(action.Separator);
            values.StringBytes(record.Slice(16 + (i * action.ArgumentSize), action.ArgumentSize), out ReadOnlySpan<byte> text);
            values.WriteHostile(sink, text);
        }
    }
}
