using System;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;

namespace Borescope.Programs;

/// <summary>A program that the verifier accepted. It runs once it is attached by a link, or by <see cref="TestRun"/>.</summary>
public sealed unsafe class BpfProgram : IDisposable
{
    private readonly ISystemCalls _calls;
    private readonly KernelHandle _handle;

    internal BpfProgram(ISystemCalls calls, KernelHandle handle, string name, BpfProgramType type, BpfAttachType expectedAttachType)
    {
        _calls = calls;
        _handle = handle;
        Name = name;
        Type = type;
        ExpectedAttachType = expectedAttachType;
    }

    /// <summary>Name from the specification.</summary>
    public string Name { get; }

    /// <summary>Type.</summary>
    public BpfProgramType Type { get; }

    /// <summary>Attach type that it was loaded for.</summary>
    public BpfAttachType ExpectedAttachType { get; }

    /// <summary>Descriptor number; owned by this object.</summary>
    public int Descriptor => _handle.Descriptor;

    /// <summary>Opens a program by its path in the BPF file system.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="path">The path it was pinned to.</param>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    public static BpfProgram Open(ISystemCalls calls, string path)
    {
        var handle = ObjectPath.Open(calls, path) ?? throw new BpfException(Errno.ENOENT, KernelOperation.ObjectOpen, path);
        var record = default(ProgramInfoRecord);
        var attributes = new ObjectInfoAttributes { Descriptor = handle.Descriptor, Length = (uint)sizeof(ProgramInfoRecord), Info = (ulong)(&record) };
        var error = calls.Bpf(BpfCommand.ObjectInfo, &attributes, (uint)sizeof(ObjectInfoAttributes)).AsErrno();
        if (error == Errno.None)
            return new BpfProgram(calls, handle, path[(path.LastIndexOf('/') + 1)..], (BpfProgramType)record.Type, BpfAttachType.None);
        handle.Dispose();
        throw new BpfException(error, KernelOperation.ObjectInfo, path);
    }

    /// <summary>Gives the program a path in a BPF file system, where it stays without this process.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Pin(string path) => ObjectPath.Pin(_calls, Descriptor, path);

    /// <summary>Asks the kernel about the program.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public ProgramInfo ReadInfo()
    {
        var record = default(ProgramInfoRecord);
        Query(&record);
        return new ProgramInfo(
            record.Id, (int)(record.TranslatedLength / BpfInstruction.Size), (int)record.JitedLength, record.VerifiedInstructions,
            record.RunCount, record.RunTime, record.RecursionMisses);
    }

    /// <summary>The instructions as the kernel rewrote them; empty without the privilege to see them.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfInstruction[] ReadTranslated()
    {
        var record = default(ProgramInfoRecord);
        Query(&record);
        var bytes = new byte[record.TranslatedLength];
        fixed (byte* pointer = bytes)
        {
            record = new ProgramInfoRecord { TranslatedLength = (uint)bytes.Length, TranslatedCode = (ulong)pointer };
            Query(&record);
            if (record.TranslatedCode == 0)
                return [];
        }

        var code = new BpfInstruction[bytes.Length / BpfInstruction.Size];
        for (var index = 0; index < code.Length; index++)
            code[index] = BpfInstruction.Read(bytes.AsSpan(index * BpfInstruction.Size));
        return code;
    }

    /// <summary>Runs the program once, now, on this CPU (raw tracepoints need 5.10).</summary>
    /// <param name="context">The program's context: for raw tracepoints up to 12 words.</param>
    /// <returns>What the program returned.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public uint TestRun(ReadOnlySpan<ulong> context = default)
    {
        fixed (ulong* pointer = context)
        {
            var attributes = new TestRunAttributes
            {
                Program = Descriptor,
                ContextInputSize = (uint)(context.Length * sizeof(ulong)),
                ContextInput = (ulong)pointer,
            };
            while (true)
            {
                var error = _calls.Bpf(BpfCommand.ProgramTestRun, &attributes, (uint)sizeof(TestRunAttributes)).AsErrno();
                if (error == Errno.None)
                    return attributes.ReturnValue;
                if (error is not (Errno.EINTR or Errno.EAGAIN))
                    throw new BpfException(error, KernelOperation.ProgramTestRun, Name);
            }
        }
    }

    /// <summary>Runs a network program many times in a row over a packet of zeros, and lets the kernel measure.</summary>
    /// <param name="repeat">How often.</param>
    /// <returns>Average time of a run in nanoseconds.</returns>
    /// <exception cref="BpfException">The kernel refused: other types of programs cannot be repeated.</exception>
    public uint MeasureRuns(int repeat)
    {
        // The kernel wants at least an Ethernet header.
        var packet = stackalloc byte[64];
        new Span<byte>(packet, 64).Clear();
        var attributes = new TestRunAttributes { Program = Descriptor, Input = (ulong)packet, InputSize = 64, Repeat = (uint)repeat };
        while (true)
        {
            var error = _calls.Bpf(BpfCommand.ProgramTestRun, &attributes, (uint)sizeof(TestRunAttributes)).AsErrno();
            if (error == Errno.None)
                return attributes.Duration;
            if (error is not (Errno.EINTR or Errno.EAGAIN))
                throw new BpfException(error, KernelOperation.ProgramTestRun, Name);
        }
    }

    /// <summary>Closes the descriptor; the program stays while links hold it.</summary>
    public void Dispose() => _handle.Dispose();

    private void Query(ProgramInfoRecord* record)
    {
        var attributes = new ObjectInfoAttributes { Descriptor = Descriptor, Length = (uint)sizeof(ProgramInfoRecord), Info = (ulong)record };
        var error = _calls.Bpf(BpfCommand.ObjectInfo, &attributes, (uint)sizeof(ObjectInfoAttributes)).AsErrno();
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.ObjectInfo, Name);
    }
}
