using System;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <content>Many elements by one system call.</content>
public sealed unsafe partial class BpfMap
{
    /// <summary>Writes many elements, by one system call where the kernel can (5.6), else one by one.</summary>
    /// <param name="keys">Keys behind each other, each of <see cref="KeySize"/> bytes.</param>
    /// <param name="values">As many values, each of <see cref="ValueBytes"/> bytes.</param>
    /// <param name="mode">Which elements it may touch.</param>
    /// <exception cref="BpfException">The kernel refused one; those before it are written.</exception>
    public void UpdateBatch(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, MapUpdateMode mode = MapUpdateMode.Any)
    {
        var count = CountOf(keys);
        if (values.Length != (long)count * ValueBytes)
            throw new ArgumentException($"{count} keys of map {Name} need {(long)count * ValueBytes} bytes of values, not {values.Length}", nameof(values));
        var done = 0;
        while (done < count)
        {
            var error = Submit(BpfCommand.MapUpdateBatch, keys[(done * KeySize)..], values[(done * ValueBytes)..], count - done, mode, out var moved);
            if (error == Errno.None)
                return;
            done += moved;
            if (error is Errno.EINTR or Errno.EAGAIN)
                continue;
            if (!IsMissing(error) || moved > 0)
                throw new BpfException(error, KernelOperation.MapBatch, $"{Name} (element {done} of {count})", error == Errno.E2BIG ? "the map is full" : null);
            for (; done < count; done++)
                Update(keys.Slice(done * KeySize, KeySize), values.Slice(done * ValueBytes, ValueBytes), mode);
        }
    }

    /// <summary>Deletes many elements, by one system call where the kernel can (5.6), else one by one.</summary>
    /// <param name="keys">Keys behind each other, each of <see cref="KeySize"/> bytes.</param>
    /// <returns>How many of them were there.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public int DeleteBatch(ReadOnlySpan<byte> keys)
    {
        var count = CountOf(keys);
        var done = 0;
        var deleted = 0;
        while (done < count)
        {
            var error = Submit(BpfCommand.MapDeleteBatch, keys[(done * KeySize)..], default, count - done, MapUpdateMode.Any, out var moved);
            if (error == Errno.None)
                return deleted + (count - done);
            done += moved;
            deleted += moved;
            if (error == Errno.ENOENT)
                done++; // The kernel stops at a key that is not there.
            else if (IsMissing(error) && moved == 0)
            {
                for (; done < count; done++)
                    deleted += Delete(keys.Slice(done * KeySize, KeySize)) ? 1 : 0;
            }
            else if (error is not (Errno.EINTR or Errno.EAGAIN))
                throw new BpfException(error, KernelOperation.MapBatch, Name);
        }

        return deleted;
    }

    /// <summary>Whether the errno says that the type has no batch operation, or the kernel none at all.</summary>
    internal static bool IsMissing(Errno error) => error is Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOTSUPP or Errno.ENOSYS;

    private int CountOf(ReadOnlySpan<byte> keys)
    {
        if (KeySize == 0 || keys.Length % KeySize != 0)
            throw new ArgumentException($"map {Name} has keys of {KeySize} bytes; {keys.Length} bytes are no whole number of them", nameof(keys));
        return keys.Length / KeySize;
    }

    private Errno Submit(BpfCommand command, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, int count, MapUpdateMode mode, out int moved)
    {
        fixed (byte* keyPointer = keys)
        fixed (byte* valuePointer = values)
        {
            var attributes = new MapBatchAttributes
            {
                Keys = (ulong)keyPointer, Values = (ulong)valuePointer, Count = (uint)count, Map = Descriptor, ElementFlags = (ulong)mode,
            };
            var error = Calls.Bpf(command, &attributes, (uint)sizeof(MapBatchAttributes)).AsErrno();

            // A kernel without the command leaves the count as it was.
            moved = error == Errno.None ? count : IsMissing(error) && attributes.Count == count ? 0 : (int)Math.Min(attributes.Count, (uint)count);
            return error;
        }
    }
}
