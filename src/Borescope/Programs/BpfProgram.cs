using System;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;

namespace Borescope.Programs;

/// <summary>A program that the verifier accepted. It runs once it is attached by a link, or by <see cref="TestRun(ReadOnlySpan{ulong})"/>.</summary>
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
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public int Descriptor => _handle.Require("program", Name);

    /// <summary>Opens a program by its path in the BPF file system.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="path">The path it was pinned to.</param>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    public static BpfProgram Open(ISystemCalls calls, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Adopt(calls, KernelObject.OpenPinned(calls, path), path[(path.LastIndexOf('/') + 1)..]);
    }

    /// <summary>Opens a program by its path in a BPF file system.</summary>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    public static BpfProgram OpenPinned(string path) => Open(SystemCalls.Instance, path);

    /// <summary>Opens a program by its number, as <c>borescope prog list</c> shows it. Needs CAP_SYS_ADMIN.</summary>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    public static BpfProgram OpenById(uint id, ISystemCalls? calls = null)
    {
        calls ??= SystemCalls.Instance;
        return Adopt(calls, KernelObject.Open(calls, BpfCommand.ProgramFdById, id, "program"), null);
    }

    /// <summary>A second, independent descriptor of the same program.</summary>
    /// <exception cref="BpfException">Too many open files.</exception>
    public BpfProgram Clone() => new(_calls, KernelObject.Duplicate(_calls, Descriptor, Name), Name, Type, ExpectedAttachType);

    /// <summary>Gives the program a path in a BPF file system, where it stays without this process.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Pin(string path) => ObjectPath.Pin(_calls, Descriptor, path);

    /// <summary>Asks the kernel about the program.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public ProgramInfo ReadInfo() => ProgramInfoRecord.Read(_calls, Descriptor, Name);

    /// <summary>The types that the program was loaded with, and its functions; null when it was loaded without (5.0).</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public ProgramTypes? ReadTypes() => ProgramTypes.Read(_calls, Descriptor, Name);

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
            var attributes = new TestRunAttributes { ContextInputSize = (uint)(context.Length * sizeof(ulong)), ContextInput = (ulong)pointer };
            Run(ref attributes);
            return attributes.ReturnValue;
        }
    }

    /// <summary>Runs the program now, with all that the kernel lets one give (network programs 4.12, others later or never).</summary>
    /// <param name="input">Packet, context, room for them as the program leaves them, repetitions.</param>
    /// <returns>What the program returned, how much of the rooms is filled, the time of a run.</returns>
    /// <exception cref="BpfException">The kernel cannot run programs of this type so.</exception>
    public TestRunResult TestRun(in TestRunInput input)
    {
        const uint RunOnCpu = 1;
        fixed (byte* packet = input.Packet)
        fixed (byte* packetAfter = input.PacketAfter)
        fixed (byte* context = input.Context)
        fixed (byte* contextAfter = input.ContextAfter)
        {
            var attributes = new TestRunAttributes
            {
                Input = (ulong)packet,
                InputSize = (uint)input.Packet.Length,
                Output = (ulong)packetAfter,
                OutputSize = (uint)input.PacketAfter.Length,
                ContextInput = (ulong)context,
                ContextInputSize = (uint)input.Context.Length,
                ContextOutput = (ulong)contextAfter,
                ContextOutputSize = (uint)input.ContextAfter.Length,

                // Types that cannot be repeated refuse the number 1 too.
                Repeat = input.Repeat == 1 ? 0 : (uint)input.Repeat,
                Flags = input.Cpu is null ? 0 : RunOnCpu,
                Cpu = (uint)(input.Cpu ?? 0),
            };
            var isWhole = Run(ref attributes);
            return new TestRunResult(attributes.ReturnValue, (int)attributes.OutputSize, (int)attributes.ContextOutputSize, attributes.Duration, !isWhole);
        }
    }

    /// <summary>Runs a network program many times in a row over a packet of zeros, and lets the kernel measure.</summary>
    /// <param name="repeat">How often.</param>
    /// <returns>Average time of a run in nanoseconds.</returns>
    /// <exception cref="BpfException">The kernel refused: other types of programs cannot be repeated.</exception>
    public uint MeasureRuns(int repeat)
    {
        // The kernel wants at least an Ethernet header.
        Span<byte> packet = stackalloc byte[64];
        packet.Clear();
        return TestRun(new TestRunInput { Packet = packet, Repeat = repeat }).NanosecondsPerRun;
    }

    /// <summary>Closes the descriptor; the program stays while links hold it.</summary>
    public void Dispose() => _handle.Dispose();

    private static BpfProgram Adopt(ISystemCalls calls, KernelHandle handle, string? name)
    {
        try
        {
            var info = ProgramInfoRecord.Read(calls, handle.Descriptor, name ?? "program");
            return new BpfProgram(calls, handle, name ?? info.Name, info.Type, BpfAttachType.None);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    // False when the kernel says that not all of the output fitted.
    private bool Run(ref TestRunAttributes attributes)
    {
        attributes.Program = Descriptor;
        fixed (TestRunAttributes* pointer = &attributes)
        {
            while (true)
            {
                var error = _calls.Bpf(BpfCommand.ProgramTestRun, pointer, (uint)sizeof(TestRunAttributes)).AsErrno();
                if (error is Errno.None or Errno.ENOSPC)
                    return error == Errno.None;
                if (error is not (Errno.EINTR or Errno.EAGAIN))
                    throw new BpfException(error, KernelOperation.ProgramTestRun, Name);
            }
        }
    }

    private void Query(ProgramInfoRecord* record) => KernelObject.Read(_calls, Descriptor, ref *record, Name);
}
