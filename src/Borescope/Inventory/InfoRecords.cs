using System.Runtime.InteropServices;

namespace Borescope.Inventory;

/// <summary>The start of the kernel's <c>struct bpf_link_info</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LoadedLinkRecord
{
    [FieldOffset(0)] internal uint Type;
    [FieldOffset(4)] internal uint Id;
    [FieldOffset(8)] internal uint ProgramId;
}
