using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Borescope.Maps;

/// <summary>A frame of a user stack by file: the kernel's <c>struct bpf_stack_build_id</c> (4.17).</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
public readonly struct StackBuildFrame
{
    private const int Valid = 1;

    [FieldOffset(0)] private readonly int _status;
    [FieldOffset(4)] private readonly BuildIdBytes _buildId;
    [FieldOffset(24)] private readonly ulong _value;

    /// <summary>Whether there is a frame: false behind the last one.</summary>
    public bool IsPresent => _status != 0;

    /// <summary>Whether the file is known by its build id; else there is only an address.</summary>
    public bool HasBuildId => _status == Valid;

    /// <summary>Offset in the file, bytes; 0 when the file is not known.</summary>
    public ulong Offset => HasBuildId ? _value : 0;

    /// <summary>Address in the process; 0 when the file is known.</summary>
    public ulong Address => HasBuildId ? 0 : _value;

    /// <summary>Build id of the file, 40 hexadecimal digits; empty when it is not known.</summary>
    public string BuildId => HasBuildId ? Convert.ToHexStringLower((ReadOnlySpan<byte>)_buildId) : "";

    [InlineArray(20)]
    private struct BuildIdBytes
    {
        private byte _first;
    }
}
