using System;
using Borescope.Kernel;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Objects.Loading;

/// <summary>Finds the kernel type that a program's target stands for, which the verifier wants to know when the program is loaded.</summary>
internal static class AttachTargets
{
    // What the name of the target becomes in the kernel's types; one row per attach type.
    private static readonly (BpfAttachType Attach, string Prefix, BtfKind Kind)[] Table =
    [
        (BpfAttachType.TraceRawTracepoint, "btf_trace_", BtfKind.Typedef),
        (BpfAttachType.TraceFentry, "", BtfKind.Function),
        (BpfAttachType.TraceFexit, "", BtfKind.Function),
        (BpfAttachType.ModifyReturn, "", BtfKind.Function),
        (BpfAttachType.TraceIterator, "bpf_iter_", BtfKind.Function),
        (BpfAttachType.LsmMac, "bpf_lsm_", BtfKind.Function),
        (BpfAttachType.LsmCgroup, "bpf_lsm_", BtfKind.Function),
    ];

    /// <summary>The program with the type's number filled in.</summary>
    /// <exception cref="BpfException">The kernel does not have it.</exception>
    internal static ProgramSpec Resolve(ProgramSpec program, RunningKernel kernel)
    {
        if (program.AttachBtfId != 0 || program.Section.Length == 0 || SectionTable.Find(program.Section.AsSpan().TrimStart('?')) is not { NeedsBtfTarget: true })
            return program;
        if (program.AttachTarget.Length == 0)
            throw Fail(program, $"section '{program.Section}' does not say what program {program.Name} is for", "give its target before loading");
        if (kernel.Btf is not { } btf)
            throw Fail(program, $"program {program.Name} needs the kernel's types: {kernel.BtfDiagnostic}", null);
        foreach (var (attach, prefix, kind) in Table)
        {
            if (attach != program.ExpectedAttachType)
                continue;
            var colon = program.AttachTarget.IndexOf(':');
            var name = program.AttachTarget.Insert(colon + 1, prefix);
            if (!btf.TryFind(name, kind, out var type))
                throw Fail(program, $"this kernel has no {program.Section.TrimStart('?')}: its types do not know {(kind == BtfKind.Typedef ? "tracepoint" : "function")} {program.AttachTarget}", null);
            return program with { AttachBtfId = type.Id, AttachModule = type.Spec == btf.Vmlinux ? null : type.Spec!.Name };
        }

        return program;
    }

    private static BpfException Fail(ProgramSpec program, string message, string? hint) => new(message, KernelOperation.ProgramLoad, program.Name, hint);
}
