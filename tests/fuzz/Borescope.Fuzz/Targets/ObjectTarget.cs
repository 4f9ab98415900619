using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler.Instructions;
using Borescope.Fuzz.Engine;
using Borescope.Fuzz.Mutation;
using Borescope.Fuzz.Seeds;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Objects.Loading;
using Borescope.Objects.Relocation;

namespace Borescope.Fuzz.Targets;

/// <summary>Objects that clang built: maps, globals, externs, programs; then relocation to kernel types, which may be hostile too.</summary>
internal sealed class ObjectTarget() : FuzzTarget("object", new ElfFields())
{
    private const int KernelBytes = 48_000;

    private BtfSpec? _kernel;

    internal override IEnumerable<byte[]> Seeds(SeedFiles files) => files.Objects();

    // A relocation that cannot be made ends in the error that loading promises.
    internal override bool IsDocumented(Exception error) => error is BpfException;

    internal override void Run(ReadOnlySpan<byte> content, Observer seen)
    {
        if (!ObjectSpec.TryRead(content, out var spec, out var diagnostics))
        {
            foreach (var text in diagnostics)
                seen.Text(text);
            return;
        }

        foreach (var text in diagnostics)
            seen.Text(text);
        seen.Count(1, spec!.Maps.Count);
        seen.Count(2, spec.Variables.Count);
        seen.Count(3, spec.Externs.Count);
        seen.Count(4, spec.Programs.Count);
        seen.Count(5, spec.Btf.Length);
        foreach (var map in spec.Maps)
        {
            seen.Value(6, (long)map.Type);
            seen.Count(7, map.Entries.Count);
            seen.Count(8, map.InitialValue?.Length ?? -1);
        }

        foreach (var variable in spec.Variables)
            seen.Count(9, variable.Size);
        foreach (var program in spec.Programs)
        {
            seen.Value(10, (long)program.Type);
            seen.Count(11, program.Instructions.Count);
            seen.Count(12, program.Lines.Count);
            seen.Count(13, program.CoreRelocations.Count);
            seen.Count(14, BpfDisassembler.Disassemble([.. program.Instructions]).Length);
        }

        seen.Value(15, spec.TryWrite(out _, out var diagnostic) ? 1 : 0);
        seen.Text(diagnostic);
        seen.Count(16, BtfSanitizer.Sanitize(spec.Btf, default)?.Length ?? -1);
        if (!BtfSpec.TryRead(spec.Btf, out var own, out _))
            return;
        using (own)
        {
            Relocate(spec, own!, own!, seen);
            Link(spec, own!, seen);
            if (Kernel() is { } kernel)
                Relocate(spec, own!, kernel, seen);
        }
    }

    // Linked with an object of the same types: every number moves, and what comes out must be readable.
    private static void Link(ObjectSpec spec, BtfSpec own, Observer seen)
    {
        var target = new ObjectSpec { Name = "target", Btf = spec.Btf };
        try
        {
            target.Link(spec);
        }
        catch (ObjectLinkException error)
        {
            seen.Text(error.Message);
            return;
        }

        seen.Count(15, target.Subprograms.Count);
        if (!BtfSpec.TryRead(target.Btf, out var merged, out var diagnostic))
            throw new InvalidOperationException($"the merged types cannot be read: {diagnostic}");
        using (merged)
        {
            if (merged!.Count != 2 * own.Count)
                throw new InvalidOperationException($"{own.Count} types twice became {merged.Count}");
        }
    }

    private static void Relocate(ObjectSpec spec, BtfSpec own, BtfSpec kernel, Observer seen)
    {
        var relocator = new CoreRelocator(own, new CoreTargets(kernel, static () => []), null);
        foreach (var program in spec.Programs)
        {
            try
            {
                seen.Count(20, relocator.Apply(program, (BpfInstruction[])[.. program.Instructions]).Count);
            }
            catch (BpfException error)
            {
                seen.Text(error.Message);
            }
        }
    }

    private BtfSpec? Kernel()
    {
        if (_kernel is null && SeedFiles.KernelTypes(KernelBytes) is { } bytes)
            BtfSpec.TryRead(bytes, out _kernel, out _);
        return _kernel;
    }
}
