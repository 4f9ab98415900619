using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;

namespace Borescope.Objects.Writing;

/// <summary>
/// Writes an object as clang would have: programs in sections named by their <see cref="ProgramSpec.Section"/>, sub-programs in <c>.text</c>, maps in
/// <c>.maps</c>, maps that the code addresses directly as data sections of their own. libbpf, bpftool and this library load it.
/// </summary>
internal sealed class ObjectWriter
{
    private const uint MapAddress = 1; // R_BPF_64_64
    private const uint FunctionCall = 10; // R_BPF_64_32
    private const byte CallOpcode = 0x85;
    private const byte SubprogramCall = 1;
    private const byte SubprogramAddress = 4;

    private readonly ObjectSpec _spec;
    private readonly ElfImage _image = new();
    private readonly BtfAppender _btf;
    private readonly Dictionary<string, ElfImage.Section> _code = [];
    private readonly Dictionary<ElfImage.Section, int> _slots = [];
    private readonly Dictionary<ProgramSpec, (ElfImage.Section Section, int Start, int Slots)[]> _places = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ElfImage.Section, List<BpfFunctionInfo>> _functions = [];
    private readonly Dictionary<ElfImage.Section, List<BpfLineInfo>> _lines = [];
    private readonly Dictionary<string, ElfImage.Symbol> _maps = [];
    private ElfImage.Symbol? _text;

    private ObjectWriter(ObjectSpec spec, int typeCount)
    {
        _spec = spec;
        _btf = new BtfAppender(spec.Btf, typeCount);
    }

    /// <summary>Writes an object.</summary>
    /// <param name="spec">The object, with BTF.</param>
    /// <param name="content">The file.</param>
    /// <param name="diagnostic">Why it cannot be written.</param>
    internal static bool TryWrite(ObjectSpec spec, out byte[] content, out string? diagnostic)
    {
        content = [];
        foreach (var program in spec.Programs)
        {
            foreach (var relocation in program.Relocations)
            {
                if (relocation.Kind is BpfRelocationKind.Map or BpfRelocationKind.MapValue)
                    continue;
                diagnostic = relocation.Kind == BpfRelocationKind.Function
                    ? $"program {program.Name} calls {relocation.Symbol}, which no object has that was linked with it"
                    : $"program {program.Name} uses the kernel's {relocation.Symbol}, which an object of another loader cannot name yet";
                return false;
            }
        }

        if (spec.Programs.FirstOrDefault(static p => p.CoreRelocations.Count > 0) is { } relocated)
        {
            diagnostic = $"program {relocated.Name} depends on the layout of kernel types, which is not written yet";
            return false;
        }

        if (!BtfSpec.TryRead(spec.Btf, out var types, out diagnostic))
            return false;
        int count;
        using (types)
            count = types!.Count;
        try
        {
            content = new ObjectWriter(spec, count).Write();
            return true;
        }
        catch (ObjectWriteException error)
        {
            diagnostic = error.Message;
            return false;
        }
    }

    private byte[] Write()
    {
        WriteMaps();
        foreach (var program in _spec.Programs)
            Place(program);
        foreach (var (section, slots) in _slots)
            section.Content = new byte[slots * BpfInstruction.Size];
        foreach (var program in _spec.Programs)
            WriteProgram(program);
        _image.Add("license", ElfImage.FlagAllocate | ElfImage.FlagWrite, [.. Encoding.ASCII.GetBytes(_spec.License), 0]);
        var extension = Extension();
        _image.Add(".BTF", 0, _btf.ToBytes());
        _image.Add(".BTF.ext", 0, extension);
        return _image.ToBytes();
    }

    private void WriteMaps()
    {
        var direct = new HashSet<string>();
        foreach (var program in _spec.Programs)
        {
            foreach (var relocation in program.Relocations)
            {
                if (relocation.Kind == BpfRelocationKind.MapValue)
                    direct.Add(relocation.Symbol);
            }
        }

        var definitions = new List<MapSpec>();
        foreach (var map in _spec.Maps)
        {
            if (!direct.Contains(map.Name))
            {
                definitions.Add(map);
                continue;
            }

            // libbpf up to 1.1 at least knows one .bss only, but any number of .data and .rodata sections.
            var isConstant = map is { Freeze: true, InitialValue: not null };
            var section = _image.Add(
                (isConstant ? ".rodata." : ".data.") + Identifier(map.Name), ElfImage.FlagAllocate | (isConstant ? 0 : ElfImage.FlagWrite),
                map.InitialValue ?? new byte[map.ValueSize]);
            _maps.Add(map.Name, _image.Name(Identifier(map.Name), ElfImage.KindObject, true, section, 0, (int)map.ValueSize));
        }

        if (definitions.Count > 0)
            WriteDefinitions(definitions);
    }

    private void WriteDefinitions(List<MapSpec> maps)
    {
        var integer = _btf.Int("int", 4);
        var section = _image.Add(".maps", ElfImage.FlagAllocate | ElfImage.FlagWrite, []);
        var variables = new List<(int, int, int)>();
        var offset = 0;
        foreach (var map in maps)
        {
            var members = new List<(string, int)>();
            void Member(string name, uint value)
            {
                if (value != 0)
                    members.Add((name, _btf.Pointer(_btf.Array(integer, integer, (int)value))));
            }

            Member("type", (uint)map.Type);
            Member("max_entries", map.MaxEntries);
            Member("key_size", map.KeySize);
            Member("value_size", map.ValueSize);
            Member("map_flags", (uint)map.Flags);
            var size = members.Count * 8;
            var variable = _btf.Variable(Identifier(map.Name), _btf.Struct(size, members));
            variables.Add((variable, offset, size));
            _maps.Add(map.Name, _image.Name(Identifier(map.Name), ElfImage.KindObject, true, section, offset, size));
            offset += size;
        }

        section.Content = new byte[offset];
        _btf.DataSection(".maps", offset, variables);
    }

    private static IReadOnlyList<BpfFunctionInfo> FunctionsOf(ProgramSpec program) =>
        program.Functions.Count > 0 ? program.Functions : [new BpfFunctionInfo(0, 0, program.Name)];

    // Where each function of the program goes: the first into the program's section, the others behind what is in .text.
    private void Place(ProgramSpec program)
    {
        var functions = FunctionsOf(program);
        var places = new (ElfImage.Section Section, int Start, int Slots)[functions.Count];
        for (var index = 0; index < functions.Count; index++)
        {
            var start = functions[index].InstructionIndex;
            var slots = (index + 1 < functions.Count ? functions[index + 1].InstructionIndex : program.Instructions.Count) - start;
            if (slots <= 0 || start < 0 || start + slots > program.Instructions.Count)
                throw new ObjectWriteException($"function {functions[index].Name} of program {program.Name} has no instructions of its own");
            var section = Code(index == 0 ? program.Section : ".text");
            var name = index == 0 ? Identifier(program.Name) : Identifier($"{program.Name}_{functions[index].Name}");
            var at = _slots[section];
            _slots[section] = at + slots;
            places[index] = (section, at, slots);
            _image.Name(name, ElfImage.KindFunction, index == 0, section, at * BpfInstruction.Size, slots * BpfInstruction.Size);
            if (functions[index].BtfTypeId != 0)
                _functions[section].Add(functions[index] with { InstructionIndex = at });
        }

        _places[program] = places;
    }

    private void WriteProgram(ProgramSpec program)
    {
        var functions = FunctionsOf(program);
        var starts = new Dictionary<int, int>();
        for (var index = 0; index < functions.Count; index++)
            starts.TryAdd(functions[index].InstructionIndex, index);
        for (var index = 0; index < functions.Count; index++)
            WriteFunction(program, functions, starts, index);
    }

    private void WriteFunction(ProgramSpec program, IReadOnlyList<BpfFunctionInfo> functions, Dictionary<int, int> starts, int index)
    {
        var places = _places[program];
        var (section, start, slots) = places[index];
        var first = functions[index].InstructionIndex;
        for (var slot = first; slot < first + slots; slot++)
        {
            var instruction = program.Instructions[slot];
            var offset = (start + slot - first) * BpfInstruction.Size;
            var call = instruction.Opcode == CallOpcode && instruction.Source == SubprogramCall;
            if (call || (instruction.IsWide && instruction.Source == SubprogramAddress))
            {
                if (!starts.TryGetValue(slot + 1 + instruction.Immediate, out var target))
                    throw new ObjectWriteException($"instruction {slot} of program {program.Name} calls instruction {slot + 1 + instruction.Immediate}, where no function starts");
                var at = places[target].Start;

                // libbpf takes local functions by their section, the place being in the instruction: in slots for calls, in bytes for addresses.
                section.Relocations.Add((offset, _text ??= _image.Name("", ElfImage.KindSection, false, places[target].Section, 0, 0), call ? FunctionCall : MapAddress));
                instruction = instruction with { Immediate = call ? at - 1 : at * BpfInstruction.Size, Source = call ? SubprogramCall : (byte)0 };
            }

            instruction.Write(section.Content.AsSpan(offset));
            if (instruction.IsWide && slot + 1 < first + slots)
                slot = WriteSecond(program, section, slot, offset);
        }

        foreach (var relocation in program.Relocations)
        {
            if (relocation.InstructionIndex < first || relocation.InstructionIndex >= first + slots)
                continue;
            if (relocation.InstructionIndex + 1 >= first + slots || !_maps.TryGetValue(relocation.Symbol, out var map))
                throw new ObjectWriteException($"instruction {relocation.InstructionIndex} of program {program.Name} refers to map {relocation.Symbol}, which the object does not have");
            var offset = (start + relocation.InstructionIndex - first) * BpfInstruction.Size;
            var instruction = program.Instructions[relocation.InstructionIndex];
            var direct = relocation.Kind == BpfRelocationKind.MapValue;
            var addend = direct ? program.Instructions[relocation.InstructionIndex + 1].Immediate : 0;
            (instruction with { Source = 0, Immediate = addend }).Write(section.Content.AsSpan(offset));
            new BpfInstruction(0, 0, 0, 0, 0).Write(section.Content.AsSpan(offset + BpfInstruction.Size));
            section.Relocations.Add((offset, map, MapAddress));
        }

        foreach (var line in program.Lines)
        {
            if (line.InstructionIndex >= first && line.InstructionIndex < first + slots)
                _lines[section].Add(line with { InstructionIndex = start + line.InstructionIndex - first });
        }
    }

    private static int WriteSecond(ProgramSpec program, ElfImage.Section section, int slot, int offset)
    {
        program.Instructions[slot + 1].Write(section.Content.AsSpan(offset + BpfInstruction.Size));
        return slot + 1;
    }

    private ElfImage.Section Code(string name)
    {
        if (!_code.TryGetValue(name, out var section))
        {
            _code.Add(name, section = _image.Add(name, ElfImage.FlagAllocate | ElfImage.FlagExecute, []));
            _slots.Add(section, 0);
            _functions.Add(section, []);
            _lines.Add(section, []);
        }

        return section;
    }

    private byte[] Extension()
    {
        const int HeaderBytes = 24;
        var functions = Records(_functions, BtfExtension.FunctionBytes, static list => BtfExtension.Functions(list));
        var lines = Records(_lines, BtfExtension.LineBytes, static list => BtfExtension.Lines(list));
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x0001_eb9f);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), functions.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), functions.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), lines.Length);
        return [.. header, .. functions, .. lines];
    }

    // In an object places count in bytes, when loading in instructions.
    private byte[] Records<T>(Dictionary<ElfImage.Section, List<T>> lists, int recordBytes, Func<List<T>, byte[]> write)
    {
        var bytes = new List<byte>();
        Span<byte> word = stackalloc byte[4];
        foreach (var (section, list) in lists)
        {
            var records = write(list);
            if (records.Length == 0)
                continue;
            for (var at = 0; at < records.Length; at += recordBytes)
                BinaryPrimitives.WriteInt32LittleEndian(records.AsSpan(at), BinaryPrimitives.ReadInt32LittleEndian(records.AsSpan(at)) * BpfInstruction.Size);
            foreach (var value in (ReadOnlySpan<int>)[_btf.String(section.Name), records.Length / recordBytes])
            {
                BinaryPrimitives.WriteInt32LittleEndian(word, value);
                bytes.AddRange(word);
            }

            bytes.AddRange(records);
        }

        BinaryPrimitives.WriteInt32LittleEndian(word, recordBytes);
        return [.. word, .. bytes];
    }

    // @map -> AT_map, .events -> events: names must be those of C.
    private static string Identifier(string name)
    {
        var text = new StringBuilder(name.Length + 3);
        foreach (var letter in name.TrimStart('.'))
        {
            if (letter == '@')
                text.Append("AT_");
            else
                text.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        return text.ToString();
    }
}
