using System.Runtime.InteropServices;

namespace Borescope.Kernel;

/// <summary>The kernel's <c>struct bpf_btf_info</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct BtfInfoRecord
{
    [FieldOffset(0)] internal ulong Content;
    [FieldOffset(8)] internal uint Size;
    [FieldOffset(12)] internal uint Id;
    [FieldOffset(16)] internal ulong Name;
    [FieldOffset(24)] internal uint NameLength;
    [FieldOffset(28)] internal uint IsKernel;
}
