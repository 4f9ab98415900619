using System;
using System.Runtime.InteropServices;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Objects;

/// <summary>Loads a refused program again with a log buffer that grows until the whole log fits.</summary>
internal static unsafe class VerifierLog
{
    private const uint FirstBytes = 1 << 20;
    private const uint LargestBytes = 128 << 20;

    internal delegate int Loader(ref ProgramLoadAttributes attributes);

    /// <summary>The log; <paramref name="fd"/> receives what the last attempt gave.</summary>
    internal static string Collect(ProgramLoadAttributes attributes, Loader load, ref int fd)
    {
        for (var size = FirstBytes; ; size *= 4)
        {
            var buffer = (byte*)NativeMemory.AllocZeroed(size);
            try
            {
                attributes.LogLevel = 1;
                attributes.LogBuffer = (ulong)buffer;
                attributes.LogSize = size;
                fd = load(ref attributes);
                if (fd.AsErrno() == Errno.ENOSPC && size < LargestBytes)
                    continue;
                return Text(new ReadOnlySpan<byte>(buffer, (int)size));
            }
            finally
            {
                NativeMemory.Free(buffer);
            }
        }
    }

    internal static string Text(ReadOnlySpan<byte> log)
    {
        var end = log.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? log : log[..end]);
    }
}
