using System;
using System.Runtime.InteropServices;
using System.Text;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;

namespace Borescope.Programs;

/// <summary>The kernel's <c>struct bpf_prog_info</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 232)]
internal unsafe struct ProgramInfoRecord
{
    private const int NameBytes = 16;

    [FieldOffset(0)] internal uint Type;
    [FieldOffset(4)] internal uint Id;
    [FieldOffset(8)] internal ulong Tag;
    [FieldOffset(16)] internal uint JitedLength;
    [FieldOffset(20)] internal uint TranslatedLength;
    [FieldOffset(24)] internal ulong JitedCode;
    [FieldOffset(32)] internal ulong TranslatedCode;
    [FieldOffset(40)] internal ulong LoadTime;
    [FieldOffset(48)] internal uint UserId;
    [FieldOffset(52)] internal uint MapCount;
    [FieldOffset(56)] internal ulong MapIds;
    [FieldOffset(64)] internal fixed byte Name[NameBytes];
    [FieldOffset(128)] internal uint BtfId;
    [FieldOffset(132)] internal uint FunctionRecordBytes;
    [FieldOffset(136)] internal ulong Functions;
    [FieldOffset(144)] internal uint FunctionCount;
    [FieldOffset(192)] internal ulong RunTime;
    [FieldOffset(200)] internal ulong RunCount;
    [FieldOffset(208)] internal ulong RecursionMisses;
    [FieldOffset(216)] internal uint VerifiedInstructions;

    /// <summary>Asks about an open program, its maps included.</summary>
    internal static ProgramInfo Read(ISystemCalls calls, int descriptor, string subject)
    {
        // MAX_USED_MAPS of the kernel.
        const int MaxMaps = 64;
        var maps = stackalloc uint[MaxMaps];
        var record = new ProgramInfoRecord { MapCount = MaxMaps, MapIds = (ulong)maps };
        KernelObject.Read(calls, descriptor, ref record, subject);
        return record.Describe(new ReadOnlySpan<uint>(maps, (int)Math.Min(record.MapCount, MaxMaps)).ToArray());
    }

    private ProgramInfo Describe(uint[] maps)
    {
        var tag = Tag;
        fixed (byte* pointer = Name)
        {
            var name = new ReadOnlySpan<byte>(pointer, NameBytes);
            var end = name.IndexOf((byte)0);
            return new ProgramInfo(
                Id, (int)(TranslatedLength / BpfInstruction.Size), (int)JitedLength, VerifiedInstructions, RunCount, RunTime, RecursionMisses)
            {
                Name = Encoding.UTF8.GetString(end < 0 ? name : name[..end]),
                Type = (BpfProgramType)Type,
                Tag = Convert.ToHexStringLower(new ReadOnlySpan<byte>(&tag, sizeof(ulong))),
                LoadedAt = TimeSpan.FromTicks((long)(LoadTime / 100)),
                UserId = UserId,
                MapIds = maps,
                TypesId = BtfId,
            };
        }
    }
}
