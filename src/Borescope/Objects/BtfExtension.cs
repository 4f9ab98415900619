using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Borescope.Compiler;

namespace Borescope.Objects;

/// <summary>func_info and line_info records as PROG_LOAD takes them.</summary>
internal static class BtfExtension
{
    internal const int FunctionBytes = 8;
    internal const int LineBytes = 16;

    /// <summary>Instruction slot and type id of each function; none when a function has no type, since the kernel wants all or nothing.</summary>
    internal static byte[] Functions(IReadOnlyList<BpfFunctionInfo> functions)
    {
        var bytes = new byte[functions.Count * FunctionBytes];
        for (var index = 0; index < functions.Count; index++)
        {
            if (functions[index].BtfTypeId == 0)
                return [];
            var record = bytes.AsSpan(index * FunctionBytes);
            BinaryPrimitives.WriteInt32LittleEndian(record, functions[index].InstructionIndex);
            BinaryPrimitives.WriteInt32LittleEndian(record[4..], functions[index].BtfTypeId);
        }

        return bytes;
    }

    /// <summary>Instruction slot, file name, line text, line and column.</summary>
    internal static byte[] Lines(IReadOnlyList<BpfLineInfo> lines)
    {
        var bytes = new byte[lines.Count * LineBytes];
        for (var index = 0; index < lines.Count; index++)
        {
            var record = bytes.AsSpan(index * LineBytes);
            BinaryPrimitives.WriteInt32LittleEndian(record, lines[index].InstructionIndex);
            BinaryPrimitives.WriteInt32LittleEndian(record[4..], lines[index].FileNameOffset);
            BinaryPrimitives.WriteInt32LittleEndian(record[8..], lines[index].LineTextOffset);
            BinaryPrimitives.WriteUInt32LittleEndian(record[12..], lines[index].LineColumn);
        }

        return bytes;
    }
}
