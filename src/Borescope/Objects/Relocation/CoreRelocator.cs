using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;

namespace Borescope.Objects.Relocation;

/// <summary>Adapts programs to the layout of the running kernel's types ("compile once, run everywhere").</summary>
/// <param name="local">The object's types.</param>
/// <param name="targets">The kernel's types; null when there are none, with the reason.</param>
/// <param name="missing">Why there are no kernel types.</param>
internal sealed class CoreRelocator(BtfSpec local, CoreTargets? targets, string? missing)
{
    private readonly Dictionary<(uint, string, CoreRelocationKind), (CoreResult Result, string Text)> _known = [];

    /// <summary>Patches a program's code.</summary>
    /// <returns>What was poisoned: the slot, and why the program cannot use what it names there.</returns>
    /// <exception cref="BpfException">A relocation makes no sense, or there are no kernel types.</exception>
    internal Dictionary<int, CorePoison> Apply(ProgramSpec program, Span<BpfInstruction> code)
    {
        var poisoned = new Dictionary<int, CorePoison>();
        foreach (var relocation in program.CoreRelocations)
        {
            if ((uint)relocation.InstructionIndex >= (uint)code.Length)
                throw Fail(program, relocation, "it lies outside of the program");
            var key = (relocation.TypeId, relocation.Access, relocation.Kind);
            if (!_known.TryGetValue(key, out var known))
                _known.Add(key, known = Resolve(program, relocation));
            if (!CorePatch.Apply(code, relocation.InstructionIndex, known.Result, out var problem) && problem is null)
                poisoned[relocation.InstructionIndex] = Explain(known.Result, known.Text);
            if (problem is not null)
                throw Fail(program, relocation, problem);
        }

        return poisoned;
    }

    private static CorePoison Explain(in CoreResult result, string text) =>
        result is { Before: { } before, After: { } after } ? CorePoison.Resized(text, before, after) : CorePoison.Missing(text);

    private (CoreResult Result, string Text) Resolve(ProgramSpec program, in CoreRelocation relocation)
    {
        var root = local[relocation.TypeId];
        if (root.IsVoid)
            throw Fail(program, relocation, $"its type {relocation.TypeId} does not exist");
        var kind = relocation.Kind;
        if (CoreAccess.Parse(root, relocation.Access, kind, out var problem) is not { } access)
            throw Fail(program, relocation, problem!);
        var text = access.Describe(kind);
        if (kind == CoreRelocationKind.TypeIdLocal)
        {
            var id = new CoreValue(root.Id, 0, default, false);
            return (new CoreResult(id, id, true), text);
        }

        if (root.NameBytes.IsEmpty)
            throw Fail(program, relocation, $"{text} has no name to find it by");
        if (targets is null)
            throw new BpfException($"program {program.Name} adapts to the kernel's types ({text}), and there are none: {missing}", KernelOperation.ProgramLoad, program.Name, "give a file with the types of this kernel, made by pahole or taken from BTFHub");
        return (Choose(program, relocation, access), text);
    }

    private CoreResult Choose(ProgramSpec program, in CoreRelocation relocation, CoreAccess access)
    {
        var kind = relocation.Kind;
        var candidates = targets!.Find(access.Root);
        var before = CoreValue.Of(access, kind, out var problem);
        if (problem is not null)
            throw Fail(program, relocation, problem);
        CoreAccess? chosen = null;
        CoreResult result = default;
        var matching = new List<BtfType>();
        foreach (var candidate in candidates)
        {
            if (CoreMatch.Find(access, candidate, kind) is not { } found)
                continue;
            var after = CoreValue.Of(found, kind, out problem);
            if (problem is not null)
                throw Fail(program, relocation, $"in the kernel {problem}");
            var next = new CoreResult(before, after, CanResize(before, after));
            if (chosen is not null && (found.BitOffset != chosen.BitOffset || next.After?.Number != result.After?.Number))
                throw Fail(program, relocation, $"the kernel has several types of this name that disagree about {access.Describe(kind)}");
            if (chosen is null)
                (chosen, result) = (found, next);
            matching.Add(candidate);
        }

        if (chosen is not null)
        {
            candidates.Clear();
            candidates.AddRange(matching);
            return result;
        }

        return new CoreResult(before, CoreValue.Of(null, kind, out _), true);
    }

    // Wider or narrower is harmless for pointers and unsigned numbers only: the sign of others would be lost.
    private static bool CanResize(CoreValue? before, CoreValue? after)
    {
        if (before is not { } from || after is not { } to || from.Size == to.Size)
            return true;
        return (from.Type.Kind == BtfKind.Pointer && to.Type.Kind == BtfKind.Pointer)
            || (from.Type is { Kind: BtfKind.Int, IsSigned: false } && to.Type is { Kind: BtfKind.Int, IsSigned: false });
    }

    private static BpfException Fail(ProgramSpec program, in CoreRelocation relocation, string why) => new(
        $"program {program.Name} cannot be adapted to this kernel at instruction {relocation.InstructionIndex} ({relocation.Kind}): {why}",
        KernelOperation.ProgramLoad, program.Name);
}
