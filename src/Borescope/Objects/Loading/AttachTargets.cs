using System;
using System.Collections.Generic;
using Borescope.Compiler;
using Borescope.Kernel;
using Borescope.Programs;
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
        if (program is { Type: BpfProgramType.StructOps, AttachBtfId: 0 })
            return ResolveMember(program, kernel);
        if (program.AttachBtfId != 0 || !NeedsTarget(program))
            return program;
        if (program.AttachTarget.Length == 0)
        {
            if (program.Section.Length == 0)
                return program;
            throw Fail(program, $"section '{program.Section}' does not say what program {program.Name} is for", "give its target before loading");
        }

        if (program.AttachProgramId != 0)
            return ResolveFunctionOfProgram(program, kernel.Calls);
        if (kernel.Btf is not { } btf)
            throw Fail(program, $"program {program.Name} needs the kernel's types: {kernel.BtfDiagnostic}", null);
        foreach (var (attach, prefix, kind) in Table)
        {
            if (attach != program.ExpectedAttachType)
                continue;
            var colon = program.AttachTarget.IndexOf(':');
            var name = program.AttachTarget.Insert(colon + 1, prefix);
            if (!btf.TryFind(name, kind, out var type))
                throw Fail(program, $"this kernel has no {(program.Section.Length > 0 ? program.Section.TrimStart('?') : program.AttachTarget)}: its types do not know {(kind == BtfKind.Typedef ? "tracepoint" : "function")} {program.AttachTarget}", null);
            return program with { AttachBtfId = type.Id, AttachModule = type.Spec == btf.Vmlinux ? null : type.Spec!.Name };
        }

        return program;
    }

    private static bool NeedsTarget(ProgramSpec program)
    {
        if (program.AttachProgramId != 0)
            return true;
        if (program.Section.Length > 0)
            return SectionTable.Find(program.Section.AsSpan().TrimStart('?')) is { NeedsBtfTarget: true };
        foreach (var row in Table)
        {
            if (row.Attach == program.ExpectedAttachType)
                return true;
        }

        return false;
    }

    private static ProgramSpec ResolveFunctionOfProgram(ProgramSpec program, ISystemCalls calls)
    {
        using var target = BpfProgram.OpenById(program.AttachProgramId, calls);
        using var types = target.ReadTypes();
        if (types is null)
            throw Fail(program, $"program {program.AttachProgramId} ({target.Name}) has no types: its functions cannot be traced", "load it from an object that was built with -g");
        var names = new List<string>();
        foreach (var function in types.Functions)
        {
            if (function.Name == program.AttachTarget)
                return program with { AttachBtfId = function.TypeId, AttachModule = null };
            names.Add(function.Name);
        }

        throw Fail(program, $"program {program.AttachProgramId} ({target.Name}) has no function {program.AttachTarget}", $"it has {string.Join(", ", names)}");
    }

    // "structure:member": the verifier is told the structure's type, and the member's position in the place of an attach type.
    private static ProgramSpec ResolveMember(ProgramSpec program, RunningKernel kernel)
    {
        var parts = program.AttachTarget.Split(':');
        if (parts.Length != 2)
            throw Fail(program, $"no table of operations names program {program.Name}", "define a variable in SEC(\".struct_ops\") that does");
        if (kernel.Btf is not { } btf || !btf.TryFind(parts[0], BtfKind.Struct, out var type))
            throw Fail(program, $"this kernel has no structure {parts[0]}", null);
        for (var index = 0; index < type.Count; index++)
        {
            if (type.Members[index].Name == parts[1])
                return program with { AttachBtfId = type.Id, ExpectedAttachType = (BpfAttachType)index, AttachModule = type.Spec == btf.Vmlinux ? null : type.Spec!.Name };
        }

        throw Fail(program, $"this kernel's {parts[0]} has no member {parts[1]}", null);
    }

    private static BpfException Fail(ProgramSpec program, string message, string? hint) => new(message, KernelOperation.ProgramLoad, program.Name, hint);
}
