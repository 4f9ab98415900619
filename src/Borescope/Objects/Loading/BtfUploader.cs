using System;
using System.Buffers;
using Borescope.Kernel;

namespace Borescope.Objects.Loading;

/// <summary>Gives the kernel the types of an object, written for older kernels where it knows less.</summary>
internal sealed unsafe class BtfUploader(ISystemCalls calls, MemoryLock memoryLock)
{
    private const uint Bytes = 28;
    private const int LogBytes = 65536;

    /// <summary>Loads the types; null with a reason when the kernel does not take them.</summary>
    internal KernelHandle? Load(byte[] btf, out BpfException? problem)
    {
        problem = null;
        var fd = Submit(btf, default);
        if (fd.AsErrno() == Errno.EPERM && memoryLock.TryRaise())
            fd = Submit(btf, default);
        if (fd >= 0)
            return KernelHandle.Own(calls, fd);
        if (fd.AsErrno() == Errno.EINVAL && BtfSanitizer.Sanitize(btf, BtfSupport.Probe(calls)) is { } older)
        {
            btf = older;
            fd = Submit(btf, default);
            if (fd >= 0)
                return KernelHandle.Own(calls, fd);
        }

        var error = fd.AsErrno();
        var log = ArrayPool<byte>.Shared.Rent(LogBytes);
        log.AsSpan().Clear();
        fd = Submit(btf, log);
        var text = VerifierLog.Text(log);
        ArrayPool<byte>.Shared.Return(log);
        if (fd >= 0)
            return KernelHandle.Own(calls, fd);
        problem = new BpfException(error, KernelOperation.BtfLoad, "of the programs", LastLine(text));
        return null;
    }

    // The log lists every type; what is wrong is said last.
    private static string? LastLine(string log)
    {
        var text = log.AsSpan().TrimEnd();
        text = text[(text.LastIndexOf('\n') + 1)..].Trim();
        return text.IsEmpty ? null : $"the kernel says: {text}";
    }

    private int Submit(byte[] btf, Span<byte> log)
    {
        fixed (byte* pointer = btf)
        fixed (byte* logPointer = log)
        {
            var attributes = new BtfLoadAttributes { Content = (ulong)pointer, Size = (uint)btf.Length };
            if (!log.IsEmpty)
                (attributes.LogBuffer, attributes.LogSize, attributes.LogLevel) = ((ulong)logPointer, LogBytes, 1);
            return calls.Bpf(BpfCommand.BtfLoad, &attributes, Bytes);
        }
    }
}
