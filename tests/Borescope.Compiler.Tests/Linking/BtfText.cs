using System;
using System.Buffers.Binary;
using System.Text;

namespace Borescope.Compiler.Tests.Linking;

internal static class BtfText
{
    /// <summary>The string at an offset of a BTF blob's string section.</summary>
    public static string StringAt(byte[] btf, int offset)
    {
        int start = BinaryPrimitives.ReadInt32LittleEndian(btf.AsSpan(4)) + BinaryPrimitives.ReadInt32LittleEndian(btf.AsSpan(16)) + offset;
        return Encoding.UTF8.GetString(btf, start, Array.IndexOf(btf, (byte)0, start) - start);
    }
}
