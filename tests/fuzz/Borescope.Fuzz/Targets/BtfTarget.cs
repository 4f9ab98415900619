using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Fuzz.Engine;
using Borescope.Fuzz.Mutation;
using Borescope.Fuzz.Seeds;
using Borescope.Objects.Loading;

namespace Borescope.Fuzz.Targets;

/// <summary>Types: every view of each, lookups by scan and by index, the C header, the blob for an older kernel, and split blobs.</summary>
internal sealed class BtfTarget() : FuzzTarget("btf", new BtfFields())
{
    private static readonly string[] Names = ["int", "thing", "thing_t", "do_thing", "list_head", "nest", "level", "flags", "a", "callback", "big", "char", "later", "real", "counter", ".data"];

    private BtfSpec? _base;

    internal override IEnumerable<byte[]> Seeds(SeedFiles files)
    {
        foreach (var sample in BtfSamples.All())
            yield return sample;
        foreach (var bytes in (int[])[600, 3000])
        {
            if (SeedFiles.KernelTypes(bytes) is { } slice)
                yield return slice;
        }
    }

    internal override void Run(ReadOnlySpan<byte> content, Observer seen)
    {
        if (!BtfSpec.TryRead(content, out var spec, out var diagnostic, "input"))
        {
            seen.Text(diagnostic);
            return;
        }

        using (spec)
        {
            seen.Count(1, spec!.Count);
            for (var id = 0u; id <= spec.EndId; id++)
                Look(spec[id], seen);
            LookUp(spec, seen);
            var header = new CountingWriter();
            BtfCHeader.Write(spec, header);
            seen.Count(2, header.Characters);
            seen.Count(3, BtfSanitizer.Sanitize(content.ToArray(), default)?.Length ?? -1);
        }

        Split(content, seen);
    }

    private static void Look(BtfType type, Observer seen)
    {
        seen.Value(10, (int)type.Kind);
        seen.Count(11, type.Name.Length);
        seen.Count(12, type.Size);
        seen.Count(13, type.ToString().Length);
        seen.Value(14, BtfTypeAlignment.OfOne(type));
        seen.Value(15, (int)type.Resolve().Kind);
        seen.Value(16, (int)type.ReturnType.Kind);
        seen.Count(17, type.Linkage);
        foreach (var member in type.Members)
        {
            seen.Count(18, member.BitOffset);
            seen.Count(19, member.BitfieldSize);
            seen.Value(20, (int)member.Type.Kind);
        }

        foreach (var parameter in type.Parameters)
            seen.Count(21, parameter.Name.Length);
        foreach (var value in type.EnumValues)
            seen.Count(22, value.Value);
        seen.Value(23, type.TryFindMember("prev", out _) || type.TryFindMember("low", out _) ? 1 : 0);
    }

    // More lookups than are answered by scanning: the last ones build the index.
    private static void LookUp(BtfSpec spec, Observer seen)
    {
        foreach (var name in Names)
        {
            for (var kind = BtfKind.Int; kind <= BtfKind.Enum64; kind += 3)
                seen.Value(30, spec.TryFind(name, kind, out _) ? (int)kind : -1);
        }
    }

    private void Split(ReadOnlySpan<byte> content, Observer seen)
    {
        if (_base is null && !BtfSpec.TryRead(FirstSample(), out _base, out _))
            return;
        if (!BtfSpec.TryRead(content, out var split, out _, "module", _base))
            return;
        using (split)
        {
            for (var id = split!.FirstId; id < split.EndId; id++)
                seen.Count(40, split[id].ToString().Length);
            seen.Value(41, split.TryFind("thing", BtfKind.Struct, out _) ? 1 : 0);
        }
    }

    private static byte[] FirstSample()
    {
        foreach (var sample in BtfSamples.All())
        {
            if (sample.Length > 100)
                return sample;
        }

        return [];
    }
}
