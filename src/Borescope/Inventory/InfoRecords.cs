using System.Runtime.InteropServices;

namespace Borescope.Inventory;

/// <summary>The kernel's <c>struct bpf_prog_info</c> as far as the inventory reads it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 232)]
internal unsafe struct LoadedProgramRecord
{
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
    [FieldOffset(64)] internal fixed byte Name[16];
    [FieldOffset(128)] internal uint TypesId;
    [FieldOffset(192)] internal ulong RunTime;
    [FieldOffset(200)] internal ulong RunCount;
    [FieldOffset(208)] internal ulong RecursionMisses;
    [FieldOffset(216)] internal uint VerifierSteps;
}

/// <summary>The kernel's <c>struct bpf_map_info</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
internal unsafe struct LoadedMapRecord
{
    [FieldOffset(0)] internal uint Type;
    [FieldOffset(4)] internal uint Id;
    [FieldOffset(8)] internal uint KeySize;
    [FieldOffset(12)] internal uint ValueSize;
    [FieldOffset(16)] internal uint MaxEntries;
    [FieldOffset(20)] internal uint Flags;
    [FieldOffset(24)] internal fixed byte Name[16];
    [FieldOffset(64)] internal uint TypesId;
    [FieldOffset(68)] internal uint KeyTypeId;
    [FieldOffset(72)] internal uint ValueTypeId;
}

/// <summary>The start of the kernel's <c>struct bpf_link_info</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LoadedLinkRecord
{
    [FieldOffset(0)] internal uint Type;
    [FieldOffset(4)] internal uint Id;
    [FieldOffset(8)] internal uint ProgramId;
}

/// <summary>The kernel's <c>struct bpf_btf_info</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct LoadedTypesRecord
{
    [FieldOffset(0)] internal ulong Content;
    [FieldOffset(8)] internal uint Size;
    [FieldOffset(12)] internal uint Id;
    [FieldOffset(16)] internal ulong Name;
    [FieldOffset(24)] internal uint NameLength;
    [FieldOffset(28)] internal uint IsKernel;
}
