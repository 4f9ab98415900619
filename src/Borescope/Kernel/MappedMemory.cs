using System;
using System.Runtime.InteropServices;

namespace Borescope.Kernel;

/// <summary>A memory mapping, or a private copy where the kernel cannot map the file; unmapped once, also by the finalizer.</summary>
public sealed unsafe class MappedMemory : SafeHandle
{
    private readonly ISystemCalls _calls;
    private readonly nuint _mappedLength;

    private MappedMemory(ISystemCalls calls, nint address, nuint mappedLength, int length)
        : base(0, ownsHandle: true)
    {
        _calls = calls;
        _mappedLength = mappedLength;
        Length = length;
        SetHandle(address);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Bytes of content; <see cref="int.MaxValue"/> where there are more.</summary>
    public int Length { get; }

    /// <summary>First byte.</summary>
    public byte* Pointer => (byte*)handle;

    /// <summary>The content; valid until disposal.</summary>
    public ReadOnlySpan<byte> Span => IsClosed ? default : new ReadOnlySpan<byte>((void*)handle, Length);

    /// <summary>Maps a descriptor.</summary>
    public static Errno TryMap(
        ISystemCalls calls, int fd, int length, long offset, MemoryProtection protection, MemoryMapFlags flags, out MappedMemory? memory) =>
        TryMapAt(calls, 0, fd, length, offset, protection, flags, out memory);

    /// <summary>Maps a descriptor at an address if that is free, at another otherwise; 0 leaves the choice to the kernel. Content beyond 2 GiB is mapped, too.</summary>
    internal static Errno TryMapAt(
        ISystemCalls calls, nint address, int fd, long length, long offset, MemoryProtection protection, MemoryMapFlags flags, out MappedMemory? memory)
    {
        memory = null;
        var place = calls.Map((nuint)length, protection, flags, fd, offset, address);
        if (place.AsErrno() is var error and not Errno.None)
            return error;
        memory = new MappedMemory(calls, place, (nuint)length, (int)Math.Min(length, int.MaxValue));
        return Errno.None;
    }

    /// <summary>Copies bytes into private memory outside the managed heap.</summary>
    public static MappedMemory Copy(ISystemCalls calls, ReadOnlySpan<byte> content)
    {
        var address = (nint)NativeMemory.AllocZeroed((nuint)Math.Max(content.Length, 1));
        content.CopyTo(new Span<byte>((void*)address, content.Length));
        return new MappedMemory(calls, address, 0, content.Length);
    }

    /// <summary>Reads a file of known length into private memory: for sysfs files that cannot be mapped.</summary>
    public static Errno TryRead(ISystemCalls calls, int fd, int length, out MappedMemory? memory)
    {
        memory = null;
        var address = (byte*)NativeMemory.Alloc((nuint)Math.Max(length, 1));
        var done = 0;
        while (done < length)
        {
            var count = calls.Read(fd, new Span<byte>(address + done, length - done));
            if (count.AsErrno() == Errno.EINTR)
                continue;
            if (count < 0)
            {
                NativeMemory.Free(address);
                return count.AsErrno();
            }

            if (count == 0)
                break;
            done += (int)count;
        }

        memory = new MappedMemory(calls, (nint)address, 0, done);
        return Errno.None;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        if (_mappedLength != 0)
            return _calls.Unmap(handle, _mappedLength) == 0;
        NativeMemory.Free((void*)handle);
        return true;
    }
}
