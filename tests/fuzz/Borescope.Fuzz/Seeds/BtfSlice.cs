using System;
using System.Buffers.Binary;
using Borescope.Btf;

namespace Borescope.Fuzz.Seeds;

/// <summary>Cuts a small blob out of a large one: the first types, whatever they refer to behind the cut becomes void.</summary>
internal static class BtfSlice
{
    private const int HeaderBytes = 24;
    private const int StringBytes = 8 << 10;

    internal static byte[]? Of(byte[] blob, int typeBytes)
    {
        if (!BtfSpec.TryRead(blob, out var spec, out _))
            return null;
        using (spec)
        {
            var last = spec!.EndId - 1;
            for (var id = 1u; id < spec.EndId; id++)
            {
                if (spec.OffsetOf(id) <= typeBytes)
                    continue;
                last = id;
                break;
            }

            var types = spec.TypeBytes[..spec.OffsetOf(last)];
            var strings = spec.StringBytes[..Math.Min(spec.StringBytes.Length, StringBytes)].ToArray();
            strings[^1] = 0;
            var slice = new byte[HeaderBytes + types.Length + strings.Length];
            blob.AsSpan(0, HeaderBytes).CopyTo(slice);
            Put(slice, 4, HeaderBytes);
            Put(slice, 8, 0);
            Put(slice, 12, types.Length);
            Put(slice, 16, types.Length);
            Put(slice, 20, strings.Length);
            types.CopyTo(slice.AsSpan(HeaderBytes));
            strings.CopyTo(slice.AsSpan(HeaderBytes + types.Length));
            return slice;
        }
    }

    private static void Put(byte[] bytes, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
}
