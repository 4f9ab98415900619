using System;
using System.Collections.Generic;

namespace Borescope.Dwarf;

/// <summary>
/// How objects of C++ are handed over: those whose copies need code as the address of a copy, all others like structures of C. Compilers say so of a
/// class (clang), or it follows from what the class declares (gcc): a destructor, a constructor that copies or moves, virtual functions or bases, and members of such classes.
/// </summary>
/// <remarks>Itanium C++ ABI, 1.1 and 3.1.2.3.</remarks>
internal sealed class DwarfClasses(DwarfReader reader, DwarfIndex index)
{
    private readonly Dictionary<int, bool> _known = [];

    /// <summary>Whether values of a type are handed over as the address of a copy.</summary>
    internal bool ArePassedByReference(int type) => Look(type, 0);

    private bool Look(int type, int depth)
    {
        type = ClassOf(type, out var unit, out var found);
        if (type == 0 || depth > DwarfLimits.MaxReferences)
            return false;

        // The compiler has seen all of it and leaves it to another unit: the one with its virtual functions, or with the code of its instance.
        if (found.IsDeclaration)
            return true;
        if (found.IsPassedByReference is { } said)
            return said;
        if (_known.TryGetValue(type, out var known))
            return known;
        _known[type] = false;
        var needsCode = false;
        foreach (var child in reader.Children(unit, found))
        {
            needsCode = child.Tag switch
            {
                DwarfTag.Subprogram => child.IsVirtual || (!child.IsDefaulted && Copies(unit, found, child)),
                DwarfTag.Inheritance => child.IsVirtual || Look(child.Type, depth + 1),
                DwarfTag.Member => child.MemberLocation is not null && Look(child.Type, depth + 1),
                _ => false,
            };
            if (needsCode)
                break;
        }

        return _known[type] = needsCode;
    }

    // Its destructor, or a constructor from another object of the class.
    private bool Copies(DwarfUnit unit, in DwarfEntry owner, in DwarfEntry function)
    {
        var name = function.Name.In(reader.Sections);
        if (name.StartsWith("~"u8))
            return true;
        var own = owner.Name.In(reader.Sections);
        var parameters = own.IndexOf((byte)'<');
        if (name.IsEmpty || !name.SequenceEqual(parameters < 0 ? own : own[..parameters]))
            return false;
        foreach (var parameter in reader.Children(unit, function))
        {
            if (parameter.Tag != DwarfTag.FormalParameter || parameter.IsArtificial)
                continue;
            return reader.TryRead(parameter.Type, out _, out var reference) && reference.Tag is DwarfTag.ReferenceType or DwarfTag.RvalueReferenceType
                && ClassOf(reference.Type, out _, out _) == owner.Offset;
        }

        return false;
    }

    private int ClassOf(int type, out DwarfUnit unit, out DwarfEntry found)
    {
        unit = null!;
        found = default;
        for (var step = 0; step < DwarfLimits.MaxReferences && type != 0 && reader.TryRead(type, out unit, out found); step++)
        {
            switch (found.Tag)
            {
                case DwarfTag.Typedef or DwarfTag.TemplateAlias or DwarfTag.ConstType or DwarfTag.VolatileType or DwarfTag.ArrayType:
                    type = found.Type;
                    break;
                case DwarfTag.StructureType or DwarfTag.ClassType or DwarfTag.UnionType when found.IsDeclaration:
                    var full = index.CompletionOf(found);
                    if (full == 0 || full == type)
                        return type;
                    type = full;
                    break;
                case DwarfTag.StructureType or DwarfTag.ClassType or DwarfTag.UnionType:
                    return type;
                default:
                    return 0;
            }
        }

        return 0;
    }
}
