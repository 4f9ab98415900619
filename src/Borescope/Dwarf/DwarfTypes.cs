using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Elf;
using BtfMember = Borescope.Compiler.Btf.BtfMember;

namespace Borescope.Dwarf;

/// <summary>
/// Turns entries into BTF: those asked for and all that they lead to. Every type gets its number when it is first met, so that structures may lead to themselves;
/// numbers are given and written in the same order.
/// </summary>
/// <remarks>
/// Objects of C++ that are handed over as the address of a copy are pointers; a function that returns one gets its place as the parameter <c>__result</c>.
/// Qualifiers other than const are left out; references are pointers; base classes are members without a name; a structure that is only declared is taken from
/// where the file describes it, and is empty where it nowhere does.
/// </remarks>
internal sealed class DwarfTypes(DwarfReader reader, DwarfIndex index, ElfMachine machine)
{
    private const string HiddenResult = "__result";

    private readonly Dictionary<int, int> _numbers = [];
    private readonly DwarfClasses _classes = new(reader, index);
    private readonly List<Action<BtfBuilder>> _written = [];
    private readonly Queue<(int Number, int Entry)> _pending = [];

    /// <summary>A blob with the FUNC of each function, the types, and all that they lead to.</summary>
    internal BtfSpec? Read(IReadOnlyList<int> functions, IReadOnlyList<int> types, string name)
    {
        var builder = new BtfBuilder { KeepsEqual = true };

        // The index type of arrays, which the builder makes when it is first needed, must not come in between.
        Reserve(static b => b.Array(0, 0));
        _written.Add(static _ => { });
        foreach (var function in functions)
            Function(function);
        foreach (var type in types)
            Number(type, 0);
        while (_pending.TryDequeue(out var next))
            Describe(next.Number, next.Entry);
        foreach (var write in _written)
            write(builder);
        return BtfSpec.TryRead(builder.ToBytes(), out var spec, out _, name) ? spec : null;
    }

    private int Reserve(Action<BtfBuilder> write)
    {
        _written.Add(write);
        return _written.Count;
    }

    private void Function(int entry)
    {
        FunctionEntry(entry, out var text, out var type, out var parameters);
        var members = new List<BtfMember>(parameters.Count + 1);
        var result = Number(type, 0);
        if (_classes.ArePassedByReference(type))
        {
            // The function returns the address that it was given in front of all else; arm64 has a register of its own for it.
            result = PointerTo(result);
            if (machine == ElfMachine.X64)
                members.Add(new BtfMember(HiddenResult, result));
        }

        foreach (var (name, parameter) in parameters)
        {
            var number = Number(parameter, 0);
            members.Add(new BtfMember(name, _classes.ArePassedByReference(parameter) ? PointerTo(number) : number));
        }

        var prototype = Reserve(b => b.FunctionPrototype(result, members));
        Reserve(b => b.Function(text, prototype, true));
    }

    private int PointerTo(int number) => Reserve(b => b.Pointer(number));

    // A copy says least of itself: what it lacks is said where it comes from.
    private void FunctionEntry(int entry, out string name, out int type, out List<(string Name, int Type)> parameters)
    {
        name = "";
        type = 0;
        parameters = [];
        var at = entry;
        for (var step = 0; step < DwarfLimits.MaxReferences && at != 0; step++)
        {
            if (!reader.TryRead(at, out var unit, out var found))
                break;
            if (name.Length == 0)
                name = found.Name.ToString(reader.Sections);
            if (type == 0)
                type = found.Type;
            if (parameters.Count == 0)
                parameters = Parameters(unit, found);
            at = found.Origin;
        }
    }

    // A parameter of a copy says where it is; name and type stand at its origin.
    private List<(string Name, int Type)> Parameters(DwarfUnit unit, in DwarfEntry function)
    {
        var parameters = new List<(string, int)>();
        foreach (var child in reader.Children(unit, function))
        {
            if (child.Tag == DwarfTag.UnspecifiedParameters)
                parameters.Add(("", 0));
            if (child.Tag != DwarfTag.FormalParameter)
                continue;
            var (name, type, origin) = (child.Name.ToString(reader.Sections), child.Type, child.Origin);
            for (var step = 0; step < DwarfLimits.MaxReferences && origin != 0 && reader.TryRead(origin, out _, out var abstracted); step++)
            {
                if (name.Length == 0)
                    name = abstracted.Name.ToString(reader.Sections);
                if (type == 0)
                    type = abstracted.Type;
                origin = abstracted.Origin;
            }

            parameters.Add((name, type));
        }

        return parameters;
    }

    // The number of a type, given now where it has none; 0 is void.
    private int Number(int entry, int steps)
    {
        if (entry == 0 || steps > DwarfLimits.MaxReferences)
            return 0;
        if (_numbers.TryGetValue(entry, out var known))
            return known;
        if (_written.Count >= DwarfLimits.MaxTypes || !reader.TryRead(entry, out var unit, out var found))
            return 0;
        var number = 0;
        switch (found.Tag)
        {
            case DwarfTag.VolatileType or DwarfTag.RestrictType or DwarfTag.AtomicType:
                number = Number(found.Type, steps + 1);
                break;
            case DwarfTag.ArrayType:
                return Array(entry, unit, found, steps);
            case DwarfTag.StructureType or DwarfTag.ClassType or DwarfTag.InterfaceType or DwarfTag.UnionType or DwarfTag.EnumerationType when found.IsDeclaration:
                var full = index.CompletionOf(found);
                number = full != 0 && full != entry ? Number(full, steps + 1) : Pending(entry);
                break;
            case DwarfTag.BaseType or DwarfTag.PointerType or DwarfTag.ReferenceType or DwarfTag.RvalueReferenceType or DwarfTag.PointerToMemberType or DwarfTag.ConstType
                or DwarfTag.Typedef or DwarfTag.TemplateAlias or DwarfTag.StructureType or DwarfTag.ClassType or DwarfTag.InterfaceType or DwarfTag.UnionType
                or DwarfTag.EnumerationType or DwarfTag.SubroutineType:
                return Pending(entry);
        }

        _numbers[entry] = number;
        return number;
    }

    private int Pending(int entry)
    {
        var number = Reserve(static _ => { });
        _numbers[entry] = number;
        _pending.Enqueue((number, entry));
        return number;
    }

    // One entry for all dimensions; BTF has one type for each, the last one innermost.
    private int Array(int entry, DwarfUnit unit, in DwarfEntry array, int steps)
    {
        var counts = new List<int>();
        foreach (var child in reader.Children(unit, array))
        {
            if (child.Tag == DwarfTag.SubrangeType && counts.Count < DwarfLimits.MaxReferences)
                counts.Add((int)Math.Clamp(child.Count, 0, int.MaxValue));
        }

        if (counts.Count == 0)
            counts.Add(0);
        var first = _written.Count + 1;
        for (var i = 0; i < counts.Count; i++)
            Reserve(static _ => { });
        _numbers[entry] = first;
        var element = Number(array.Type, steps + 1);
        for (var i = 0; i < counts.Count; i++)
        {
            var (count, of) = (counts[i], i + 1 < counts.Count ? first + i + 1 : element);
            _written[first + i - 1] = b => b.Array(of, count);
        }

        return first;
    }

    private void Describe(int number, int entry)
    {
        if (!reader.TryRead(entry, out var unit, out var found))
            return;
        var name = found.Name.ToString(reader.Sections);
        var size = (int)Math.Clamp(found.ByteSize, 0, int.MaxValue);
        _written[number - 1] = found.Tag switch
        {
            DwarfTag.BaseType => Base(name, size, found.Encoding),
            DwarfTag.ConstType => To(found.Type, static (b, target) => b.Const(target)),
            DwarfTag.Typedef or DwarfTag.TemplateAlias => To(found.Type, (b, target) => b.Typedef(name, target)),
            DwarfTag.SubroutineType => Prototype(unit, found),
            DwarfTag.EnumerationType => Enumeration(unit, found, name, size is 1 or 2 or 8 ? size : 4),
            DwarfTag.StructureType or DwarfTag.ClassType or DwarfTag.InterfaceType or DwarfTag.UnionType => Structure(unit, found, name, size),
            _ => To(found.Type, static (b, target) => b.Pointer(target)),
        };
    }

    private Action<BtfBuilder> To(int type, Action<BtfBuilder, int> write)
    {
        var target = Number(type, 0);
        return b => write(b, target);
    }

    private static Action<BtfBuilder> Base(string name, int size, DwarfEncoding encoding) => encoding switch
    {
        DwarfEncoding.Float or DwarfEncoding.ComplexFloat or DwarfEncoding.ImaginaryFloat or DwarfEncoding.DecimalFloat => b => b.Float(name, size),
        _ when size is not (1 or 2 or 4 or 8 or 16) => static b => b.Struct("", 0, []),
        DwarfEncoding.Boolean => b => b.Int(name, size, BtfIntEncoding.Bool),
        DwarfEncoding.Signed or DwarfEncoding.SignedChar => b => b.Int(name, size, BtfIntEncoding.Signed),
        _ => b => b.Int(name, size, BtfIntEncoding.None),
    };

    private Action<BtfBuilder> Prototype(DwarfUnit unit, in DwarfEntry function)
    {
        var members = new List<BtfMember>();
        foreach (var (_, type) in Parameters(unit, function))
            members.Add(new BtfMember("", Number(type, 0)));
        var result = Number(function.Type, 0);
        return b => b.FunctionPrototype(result, members);
    }

    private Action<BtfBuilder> Enumeration(DwarfUnit unit, in DwarfEntry enumeration, string name, int size)
    {
        var values = new List<(string, long)>();
        var signed = false;
        foreach (var child in reader.Children(unit, enumeration))
        {
            if (child.Tag != DwarfTag.Enumerator)
                continue;
            values.Add((child.Name.ToString(reader.Sections), child.ConstantValue));
            signed |= child.ConstantValue < 0;
        }

        return b => b.Enum(name, size, signed, values);
    }

    private Action<BtfBuilder> Structure(DwarfUnit unit, in DwarfEntry structure, string name, int size)
    {
        var members = new List<BtfMember>();
        foreach (var child in reader.Children(unit, structure))
        {
            if (child.Tag is not (DwarfTag.Member or DwarfTag.Inheritance) || child.IsDeclaration)
                continue;
            var place = Place(child, structure.Tag == DwarfTag.UnionType);
            if (place is >= 0 and <= int.MaxValue)
                members.Add(new BtfMember(child.Tag == DwarfTag.Inheritance ? "" : child.Name.ToString(reader.Sections), Number(child.Type, 0), (int)place, child.BitSize));
        }

        return structure.Tag == DwarfTag.UnionType ? b => b.Union(name, size, members) : b => b.Struct(name, size, members);
    }

    // Bits from the start of the structure; negative where it is not fixed (virtual bases, static members).
    private long Place(in DwarfEntry member, bool inUnion)
    {
        if (member.DataBitOffset >= 0)
            return member.DataBitOffset;
        if (member.MemberLocation is null && !inUnion)
            return -1;
        var start = (member.MemberLocation ?? 0) * 8;
        if (member.BitSize == 0 || member.BitOffset < 0)
            return start;

        // Counted from the most significant bit of the unit that holds the field.
        var unit = member.ByteSize > 0 ? member.ByteSize : reader.TryRead(member.Type, out _, out var type) ? type.ByteSize : 0;
        return start + (unit * 8) - member.BitOffset - member.BitSize;
    }
}
