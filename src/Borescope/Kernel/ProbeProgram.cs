using System;
using System.Text;
using Borescope.Compiler;

namespace Borescope.Kernel;

/// <summary>Loads tiny programs to see whether the kernel takes them.</summary>
internal static unsafe class ProbeProgram
{
    /// <summary>mov r0, 0.</summary>
    internal const ulong ReturnZero = 0x0000_0000_0000_00b7;

    /// <summary>exit.</summary>
    internal const ulong Exit = 0x95;

    private const int Attempts = 5;

    /// <summary>Loads; gives a descriptor or the negated errno.</summary>
    internal static int Load(
        ISystemCalls calls, BpfProgramType type, ReadOnlySpan<ulong> code, BpfAttachType attachType = BpfAttachType.None,
        uint attachBtfId = 0, Span<byte> log = default)
    {
        var license = "GPL\0"u8;
        fixed (ulong* instructions = code)
        fixed (byte* licensePointer = license)
        fixed (byte* logPointer = log)
        {
            var attributes = new ProgramLoadAttributes
            {
                Type = (uint)type,
                InstructionCount = (uint)code.Length,
                Instructions = (ulong)instructions,
                License = (ulong)licensePointer,
                ExpectedAttachType = (uint)attachType,
                AttachBtfId = attachBtfId,
                LogLevel = log.IsEmpty ? 0 : 1u,
                LogSize = (uint)log.Length,
                LogBuffer = (ulong)logPointer,
            };
            var result = 0;
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                // log_true_size is written by new kernels only; the rest of the size is known to all.
                result = calls.Bpf(BpfCommand.ProgramLoad, &attributes, 120);
                if (result.AsErrno() != Errno.EAGAIN)
                    break;
            }

            return result;
        }
    }

    /// <summary>Loads, closes again and says how it went.</summary>
    internal static FeatureResult Try(
        ISystemCalls calls, BpfProgramType type, ReadOnlySpan<ulong> code, string what, BpfAttachType attachType = BpfAttachType.None,
        uint attachBtfId = 0)
    {
        var fd = Load(calls, type, code, attachType, attachBtfId);
        if (fd < 0)
            return new FeatureResult(false, $"the kernel refused {what}: {ErrnoText.Of(fd.AsErrno())}", fd.AsErrno());
        calls.Close(fd);
        return new FeatureResult(true, $"the kernel took {what}");
    }

    /// <summary>The verifier's text for a program that it refuses, empty when it takes it.</summary>
    internal static string Rejection(ISystemCalls calls, BpfProgramType type, ReadOnlySpan<ulong> code, out Errno errno)
    {
        Span<byte> log = stackalloc byte[4096];
        log.Clear();
        var fd = Load(calls, type, code, log: log);
        errno = fd.AsErrno();
        if (fd >= 0)
        {
            calls.Close(fd);
            return "";
        }

        var end = log.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? log : log[..end]);
    }
}
