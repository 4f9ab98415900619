using System;
using System.Collections.Generic;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;

namespace Borescope.Objects.Writing;

/// <summary>Writes the code: programs into sections that say what they are for, the functions that they call into <c>.text</c>.</summary>
internal sealed class CodeWriter(ElfImage image, MapDefinitionWriter maps, DataSectionWriter globals, ExternWriter externs)
{
    private const string Text = ".text";
    private const uint Address = 1; // R_BPF_64_64
    private const uint Call = 10; // R_BPF_64_32

    private readonly Dictionary<string, (ElfImage.Section Section, List<FunctionPart> Parts)> _sections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FunctionPart> _programs = new(StringComparer.Ordinal);
    private readonly SharedParts _shared = new();

    /// <summary>The sections with the functions that stand in them, in their order.</summary>
    internal IEnumerable<(ElfImage.Section Section, List<FunctionPart> Parts)> Sections => _sections.Values;

    /// <summary>The symbol of a program, null when there is none of that name.</summary>
    internal ElfImage.Symbol? Find(string program) => _programs.GetValueOrDefault(program)?.Symbol;

    internal void Write(ObjectSpec spec)
    {
        // First what others can call, so that programs that call it share it.
        var entries = new Dictionary<FunctionPart, string>();
        foreach (var function in spec.Subprograms)
            Enter(function, Text, entries);
        foreach (var program in spec.Programs)
        {
            var part = Enter(program, SectionOf(program), entries);
            if (!_programs.TryAdd(program.Name, part))
                throw new ObjectWriteException($"there are two programs {program.Name}");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in _shared.Items)
            Place(part, entries.GetValueOrDefault(part), names);
        foreach (var (section, parts) in _sections.Values)
        {
            var last = parts[^1];
            section.Content = new byte[(last.Place + last.Count) * BpfInstruction.Size];
            foreach (var part in parts)
                Write(part);
        }
    }

    private FunctionPart Enter(ProgramSpec program, string section, Dictionary<FunctionPart, string> entries)
    {
        var parts = ProgramParts.Of(program);
        _shared.Add(parts[0], isEntry: true);
        entries.Add(parts[0], section);

        // What nobody calls by a distance in the code goes along.
        foreach (var part in parts)
            _shared.Add(part, isEntry: false);
        return parts[0];
    }

    // What was changed after reading counts: whether the program is loaded with the rest, and what it is attached to.
    private static string SectionOf(ProgramSpec program)
    {
        var name = program.Section.TrimStart('?');
        if (name.Length == 0)
            throw new ObjectWriteException($"program {program.Name} is in no section, by whose name other loaders know what it is: set Section, for instance to kprobe/vfs_read");
        if (name == Text)
            throw new ObjectWriteException($"program {program.Name} is in section {Text}, where functions are that programs call: set Section, for instance to kprobe/vfs_read");
        if (program.AttachTarget.Length > 0 && program.Type != BpfProgramType.StructOps && SectionTable.Find(name) is { TakesTarget: true } row)
            name = $"{row.Prefix}/{program.AttachTarget}";
        return program.AutoLoad ? name : "?" + name;
    }

    private void Place(FunctionPart part, string? entry, HashSet<string> names)
    {
        var name = entry ?? Text;
        if (!_sections.TryGetValue(name, out var section))
            _sections.Add(name, section = (image.Add(name, ElfImage.FlagAllocate | ElfImage.FlagExecute, []), []));
        part.Section = section.Section;
        part.Place = section.Parts.Count == 0 ? 0 : section.Parts[^1].Place + section.Parts[^1].Count;
        if (part.Place + (long)part.Count > ObjectLimits.MaxSlots)
            throw new ObjectWriteException($"section {name} would have more than {ObjectLimits.MaxSlots} instructions");
        section.Parts.Add(part);
        var symbol = SymbolNames.Function(part.Function.Name);
        if (entry is not null && !names.Add(symbol))
            throw new ObjectWriteException($"two programs or functions are named {symbol}");
        part.Symbol = image.Name(
            symbol, ElfImage.KindFunction, entry is null ? ElfImage.SymbolBinding.Local : ElfImage.SymbolBinding.Global, part.Section,
            part.Place * BpfInstruction.Size, part.Count * BpfInstruction.Size);
    }

    private void Write(FunctionPart part)
    {
        for (var slot = 0; slot < part.Count; slot++)
        {
            var instruction = part.Program.Instructions[part.Start + slot];
            if (part.Targets.TryGetValue(slot, out var target))
                instruction = Refer(part, slot, instruction, _shared.Of(target));
            instruction.Write(Slot(part, slot));
        }

        foreach (var relocation in part.Relocations)
            Write(part, relocation);
    }

    // libbpf takes functions by their section, the place being in the instruction: in slots for calls, in bytes for addresses.
    private BpfInstruction Refer(FunctionPart part, int slot, BpfInstruction instruction, FunctionPart target)
    {
        var isCall = !instruction.IsWide;
        part.Section!.Relocations.Add((Offset(part, slot), target.Section!.Start(image), isCall ? Call : Address));
        return instruction with { Immediate = isCall ? target.Place - 1 : target.Place * BpfInstruction.Size, Source = isCall ? BpfOpcode.PseudoCall : (byte)0 };
    }

    private void Write(FunctionPart part, in BpfRelocation relocation)
    {
        var at = relocation.InstructionIndex;
        var instruction = part.Program.Instructions[part.Start + at];
        if (relocation.Kind is BpfRelocationKind.Kfunc or BpfRelocationKind.Function)
        {
            // What is declared can be in another object as well as in the kernel.
            var function = externs.Find(relocation.Symbol) ?? throw new ObjectWriteException(relocation.Kind == BpfRelocationKind.Function
                ? $"program {part.Program.Name} calls {relocation.Symbol}, which no object has that was linked with it"
                : $"program {part.Program.Name} calls the kernel's {relocation.Symbol}, which the object does not declare");
            (instruction with { Source = BpfOpcode.PseudoCall, Offset = 0, Immediate = -1 }).Write(Slot(part, at));
            part.Section!.Relocations.Add((Offset(part, at), function, Call));
            return;
        }

        if (!instruction.IsWide || at + 1 >= part.Count)
            throw new ObjectWriteException($"instruction {part.Start + at} of program {part.Program.Name} cannot hold the address of {relocation.Symbol}");
        var addend = 0;
        ElfImage.Symbol? symbol;
        if (relocation.Kind == BpfRelocationKind.Extern)
        {
            symbol = externs.Find(relocation.Symbol);
        }
        else if (relocation.Kind == BpfRelocationKind.Map)
        {
            symbol = maps.Find(relocation.Symbol);
        }
        else
        {
            addend = part.Program.Instructions[part.Start + at + 1].Immediate;
            symbol = globals.Find(relocation.Symbol)?.Start(image);
            if (symbol is null && relocation.Symbol == Reading.GlobalReader.KconfigName)
                (symbol, addend) = (externs.Configuration(addend), 0);
        }

        if (symbol is null)
            throw new ObjectWriteException($"instruction {part.Start + at} of program {part.Program.Name} refers to {relocation.Symbol}, which the object does not have");
        (instruction with { Source = 0, Immediate = addend }).Write(Slot(part, at));
        new BpfInstruction(0, 0, 0, 0, 0).Write(Slot(part, at + 1));
        part.Section!.Relocations.Add((Offset(part, at), symbol, Address));
    }

    private static int Offset(FunctionPart part, int slot) => (part.Place + slot) * BpfInstruction.Size;

    private static Span<byte> Slot(FunctionPart part, int slot) => part.Section!.Content.AsSpan(Offset(part, slot));
}
