using System;
using System.Runtime.InteropServices;

namespace Borescope.Kernel;

/// <summary>Memory outside of the managed heap that holds a copy of a file.</summary>
public sealed unsafe class MappedMemory : SafeHandle
{
    private MappedMemory(IntPtr address, int length)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        Length = length;
        SetHandle(address);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>Bytes of content.</summary>
    public int Length { get; }

    /// <summary>First byte.</summary>
    public byte* Pointer => (byte*)handle;

    /// <summary>The content; valid until disposal.</summary>
    public ReadOnlySpan<byte> Span => IsClosed ? default : new ReadOnlySpan<byte>((void*)handle, Length);

    /// <summary>Copies bytes.</summary>
    public static MappedMemory Copy(ISystemCalls calls, ReadOnlySpan<byte> content)
    {
        var address = Marshal.AllocHGlobal(Math.Max(content.Length, 1));
        content.CopyTo(new Span<byte>((void*)address, content.Length));
        return new MappedMemory(address, content.Length);
    }

    /// <summary>Files cannot be mapped here.</summary>
    public static Errno TryMap(
        ISystemCalls calls, int fd, int length, long offset, MemoryProtection protection, MemoryMapFlags flags, out MappedMemory? memory)
    {
        memory = null;
        return Errno.ENOSYS;
    }

    /// <summary>Files cannot be read here.</summary>
    public static Errno TryRead(ISystemCalls calls, int fd, int length, out MappedMemory? memory)
    {
        memory = null;
        return Errno.ENOSYS;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Marshal.FreeHGlobal(handle);
        return true;
    }
}
