using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Dwarf;
using Borescope.Fuzz.Engine;
using Borescope.Fuzz.Mutation;
using Borescope.Fuzz.Seeds;

namespace Borescope.Fuzz.Targets;

/// <summary>Debug information of every version: prototypes at many addresses, every tag as a type, lines.</summary>
internal sealed class DwarfTarget() : FuzzTarget("dwarf", new DwarfFields())
{
    private const ulong AddressStep = 16, LastAddress = 0x1400;

    private static readonly string[][] Options =
    [
        ["-gdwarf-5"], ["-gdwarf-4", "-O2"], ["-gdwarf-2", "-gstrict-dwarf"], ["-gdwarf-5", "-gz"], ["-gdwarf-5", "-O1", "-fdebug-types-section"],
    ];

    internal override IEnumerable<byte[]> Seeds(SeedFiles files)
    {
        foreach (var compiler in (string[])["gcc", "clang-19"])
        {
            foreach (var options in Options)
            {
                if (SeedFiles.Compile(compiler, DwarfSamples.Text, ["-shared", "-fPIC", "-nostdlib", .. options]) is { } built)
                    yield return built;
            }
        }
    }

    internal override void Run(ReadOnlySpan<byte> content, Observer seen)
    {
        if (!DebugInformation.TryRead(content, out var information, out var diagnostic))
        {
            seen.Text(diagnostic);
            return;
        }

        using (information)
        {
            for (var address = 0ul; address < LastAddress; address += AddressStep)
            {
                if (information!.TryFindFunction(address, out var function, out diagnostic))
                    Look(function, seen);
                seen.Text(diagnostic);
            }

            foreach (var tag in information!.Tags())
            {
                seen.Count(1, tag.Length);
                if (information.TryFindType(BtfKind.Struct, tag, out var type) || information.TryFindType(BtfKind.Union, tag, out type))
                    Look(type, seen);
            }

            seen.Value(2, information.TryFindType(BtfKind.Enum, "color", out var colors) ? colors.EnumValues.Count : -1);
            seen.Value(3, information.TryFindType(BtfKind.Typedef, "big_t", out var big) ? (int)big.Resolve().Kind : -1);
            seen.Value(5, information.TryFindEnumerator("GREEN", out var green, out _) ? (int)green : -1);
            for (var line = 1; line < 24; line += 4)
            {
                seen.Count(4, information.TryFindLine("seed.c", line, line % 2, out var addresses, out diagnostic) ? addresses.Count : -1);
                seen.Text(diagnostic);
            }
        }
    }

    private static void Look(BtfType type, Observer seen)
    {
        seen.Count(10, type.Name.Length);
        foreach (var parameter in type.Parameters)
            seen.Count(11, parameter.Type.ToString().Length + parameter.Name.Length);
        foreach (var member in type.Members)
        {
            seen.Count(12, member.BitOffset);
            seen.Count(13, member.Type.ToString().Length);
            seen.Count(14, member.Type.Size);
        }

        seen.Count(15, type.ReturnType.ToString().Length);
    }
}
