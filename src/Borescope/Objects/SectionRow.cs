using System;
using Borescope.Compiler;
using Borescope.Kernel;

namespace Borescope.Objects;

/// <summary>What the name of a program's section means.</summary>
/// <param name="Prefix">The name, or its part before the first slash when a target may follow.</param>
/// <param name="Type">Program type.</param>
/// <param name="AttachType">Attach type that the verifier is told.</param>
/// <param name="Attach">How it is attached by itself.</param>
/// <param name="Flags">Further facts.</param>
internal sealed record SectionRow(string Prefix, BpfProgramType Type, BpfAttachType AttachType, ProgramAttach Attach, SectionFlags Flags)
{
    internal bool TakesTarget => (Flags & SectionFlags.Target) != 0;

    /// <summary>The type that the target names, for programs whose target the verifier must know.</summary>
    internal bool NeedsBtfTarget => (Flags & SectionFlags.BtfTarget) != 0;

    internal uint LoadFlags => (uint)(Flags & (SectionFlags.Sleepable | SectionFlags.Fragments));

    internal bool Matches(ReadOnlySpan<char> section) => TakesTarget
        ? section.StartsWith(Prefix) && (section.Length == Prefix.Length || section[Prefix.Length] == '/')
        : section.SequenceEqual(Prefix);
}

/// <summary>Facts of a section; the low bits are BPF_F_* flags of loading.</summary>
[Flags]
internal enum SectionFlags : uint
{
    None = 0,
    Sleepable = 1 << 4,
    Fragments = 1 << 5,
    Target = 1 << 16,
    BtfTarget = 1 << 17,
}
