using System;
using System.Buffers.Binary;

namespace Borescope.Compiler.Instructions;

/// <summary>
/// One 8-byte instruction slot. A 64-bit immediate load (ld_imm64) takes two: the second has opcode 0 and the high half in <see cref="Immediate"/>.
/// Format: RFC 9669.
/// </summary>
/// <param name="Opcode">Operation code.</param>
/// <param name="Destination">Destination register, 0 to 15 (valid ones to 10).</param>
/// <param name="Source">Source register or a sub-code, 0 to 15.</param>
/// <param name="Offset">Memory offset in bytes, jump distance in slots, or a sub-code.</param>
/// <param name="Immediate">Constant.</param>
public readonly partial record struct BpfInstruction(byte Opcode, byte Destination, byte Source, short Offset, int Immediate)
{
    /// <summary>Bytes per slot.</summary>
    public const int Size = 8;

    /// <summary>Whether this is the first of the two slots of a 64-bit immediate load.</summary>
    public bool IsWide => Opcode == BpfOpcode.LoadImmediate64;

    /// <summary>Reads a little-endian slot.</summary>
    public static BpfInstruction Read(ReadOnlySpan<byte> bytes) => new(
        bytes[0],
        (byte)(bytes[1] & 15),
        (byte)(bytes[1] >> 4),
        BinaryPrimitives.ReadInt16LittleEndian(bytes.Slice(2)),
        BinaryPrimitives.ReadInt32LittleEndian(bytes.Slice(4)));

    /// <summary>Writes the slot little-endian.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[0] = Opcode;
        bytes[1] = (byte)((Destination & 15) | (Source << 4));
        BinaryPrimitives.WriteInt16LittleEndian(bytes.Slice(2), Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.Slice(4), Immediate);
    }

    /// <summary>The bytes of a whole program, little-endian.</summary>
    public static byte[] ToBytes(ReadOnlySpan<BpfInstruction> code)
    {
        byte[] bytes = new byte[code.Length * Size];
        for (int i = 0; i < code.Length; i++)
        {
            code[i].Write(bytes.AsSpan(i * Size));
        }

        return bytes;
    }
}
