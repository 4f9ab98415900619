using System;

namespace Borescope.Compiler.Btf;

/// <summary>Growing little-endian bytes.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public void Byte(byte v)
    {
        Reserve(1);
        _bytes[Length++] = v;
    }

    public void Int32(int v) => UInt32((uint)v);

    public void UInt32(uint v)
    {
        Reserve(4);
        _bytes[Length++] = (byte)v;
        _bytes[Length++] = (byte)(v >> 8);
        _bytes[Length++] = (byte)(v >> 16);
        _bytes[Length++] = (byte)(v >> 24);
    }

    public void Bytes(byte[] v)
    {
        Reserve(v.Length);
        Buffer.BlockCopy(v, 0, _bytes, Length, v.Length);
        Length += v.Length;
    }

    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    private void Reserve(int more)
    {
        if (Length + more > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
        }
    }
}
