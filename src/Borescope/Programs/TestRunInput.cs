using System;

namespace Borescope.Programs;

/// <summary>What a program is run with by <see cref="BpfProgram.TestRun(in TestRunInput)"/>. What a type of programs takes differs: network programs take a packet, raw tracepoints a context.</summary>
public readonly ref struct TestRunInput
{
    /// <summary>Nothing at all.</summary>
    public TestRunInput()
    {
    }

    /// <summary>The packet that a network program sees; at least 14 bytes, an Ethernet header.</summary>
    public ReadOnlySpan<byte> Packet { get; init; }

    /// <summary>Room for the packet as the program leaves it; empty when it is not wanted.</summary>
    public Span<byte> PacketAfter { get; init; }

    /// <summary>The program's context: for raw tracepoints up to 12 words of arguments, for network programs the structure that they see (5.2).</summary>
    public ReadOnlySpan<byte> Context { get; init; }

    /// <summary>Room for the context as the program leaves it; empty when it is not wanted.</summary>
    public Span<byte> ContextAfter { get; init; }

    /// <summary>How often the program runs; the last run counts. Only network programs can be repeated.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>CPU to run on (raw tracepoints, 5.10); null for the present one.</summary>
    public int? Cpu { get; init; }
}
