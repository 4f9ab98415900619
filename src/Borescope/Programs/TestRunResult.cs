namespace Borescope.Programs;

/// <summary>What came of a test run.</summary>
/// <param name="ReturnValue">What the program returned.</param>
/// <param name="PacketBytes">Bytes of the packet as the program left it, also when there was less room.</param>
/// <param name="ContextBytes">Bytes of the context as the program left it.</param>
/// <param name="NanosecondsPerRun">Average time of a run, ns; only network programs are measured, others give 0.</param>
/// <param name="IsTruncated">Whether packet or context did not fit into the room for it.</param>
public readonly record struct TestRunResult(uint ReturnValue, int PacketBytes, int ContextBytes, uint NanosecondsPerRun, bool IsTruncated);
