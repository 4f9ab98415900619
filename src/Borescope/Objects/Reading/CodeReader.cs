using System.Collections.Generic;
using System.Text;
using Borescope.Compiler.Instructions;
using Borescope.Elf;

namespace Borescope.Objects.Reading;

/// <summary>Reads the instructions of a section and resolves its relocations to maps, variables, functions and externs.</summary>
internal sealed class CodeReader(
    ElfFile file, ObjectSections sections, ElfSymbolTable symbols, MapDefinitionReader maps, GlobalReader globals, ExternReader externs)
{
    private const uint Relocation64 = 1;
    private const uint Relocation32 = 10;

    private readonly Dictionary<int, SectionCode> _read = [];
    private int _slots;

    internal SectionCode Read(int section)
    {
        if (_read.TryGetValue(section, out var done))
            return done;
        ref readonly var header = ref file.Sections[section];
        var bytes = file.BytesOf(header);
        _slots += bytes.Length / BpfInstruction.Size;
        if (_slots > ObjectLimits.MaxSlots)
            throw new ObjectReadException($"its sections have more than {ObjectLimits.MaxSlots} instructions together");
        var slots = new BpfInstruction[bytes.Length / BpfInstruction.Size];
        for (var index = 0; index < slots.Length; index++)
            slots[index] = BpfInstruction.Read(bytes[(index * BpfInstruction.Size)..]);
        var code = new SectionCode(slots, []);
        foreach (var relocation in sections.RelocationsOf(section))
            Apply(relocation, code, sections.NameOf(header));
        _read.Add(section, code);
        return code;
    }

    private void Apply(in ElfRelocation relocation, SectionCode code, string section)
    {
        var slot = relocation.Offset / BpfInstruction.Size;
        if (relocation.Offset % BpfInstruction.Size != 0 || slot >= (ulong)code.Slots.Length)
            throw new ObjectReadException($"a relocation of section {section} lies outside of it, at {relocation.Offset}");
        if (relocation.Symbol >= (uint)symbols.Count)
            throw new ObjectReadException($"a relocation of section {section} names symbol {relocation.Symbol}, which does not exist");
        var symbol = symbols[(int)relocation.Symbol];
        var at = (int)slot;
        if (code.Slots[at].IsWide && relocation.Type == Relocation64 && at + 1 < code.Slots.Length && code.Slots[at + 1].Opcode == 0)
            Address(symbol, code, at, section);
        else if (code.Slots[at] is { Opcode: BpfOpcode.HelperCall, Source: BpfOpcode.PseudoCall } && relocation.Type == Relocation32)
            Call(symbol, code, at, section);
        else
            throw new ObjectReadException($"the relocation of type {relocation.Type} at instruction {at} of section {section} belongs to an instruction that takes none");
    }

    private void Call(in ElfSymbol symbol, SectionCode code, int at, string section)
    {
        if (!symbol.IsDefined)
        {
            var item = externs.Of(symbol) ?? throw Unknown(symbol, at, section);
            if (item.Kind != ExternKind.Function)
                throw new ObjectReadException($"instruction {at} of section {section} calls {item.Name}, which is declared as a variable");
            code.References[at] = new CodeReference(CodeReferenceKind.ExternCall, item.Name);
            code.Slots[at] = code.Slots[at] with { Source = BpfOpcode.PseudoKfuncCall, Immediate = 0, Offset = 0 };
            return;
        }

        // Calls count slots from the symbol, which is the function or its whole section.
        var target = (long)(symbol.Value / BpfInstruction.Size) + code.Slots[at].Immediate + 1;
        code.References[at] = Function(symbol, target, at, section);
    }

    private void Address(in ElfSymbol symbol, SectionCode code, int at, string section)
    {
        var addend = code.Slots[at].Immediate;
        if (!symbol.IsDefined)
        {
            External(externs.Of(symbol) ?? throw Unknown(symbol, at, section), code, at);
            return;
        }

        if (symbol.Section == sections.Maps?.Index)
        {
            var map = maps.MapAt(unchecked(symbol.Value + (ulong)addend)) ?? throw Unknown(symbol, at, section);
            Set(code, at, new CodeReference(CodeReferenceKind.Map, map), BpfOpcode.PseudoMapFd, 0);
        }
        else if (globals.MapOf(symbol.Section) is { } global)
        {
            Set(code, at, new CodeReference(CodeReferenceKind.MapValue, global), BpfOpcode.PseudoMapValue, unchecked((int)symbol.Value + addend));
        }
        else
        {
            // Addresses of functions, for callbacks, count bytes.
            var target = (long)symbol.Value + addend;
            if (target % BpfInstruction.Size != 0)
                throw new ObjectReadException($"instruction {at} of section {section} takes an address inside an instruction");
            Set(code, at, Function(symbol, target / BpfInstruction.Size, at, section), BpfOpcode.PseudoFunction, 0);
        }
    }

    private static void External(ExternSpec item, SectionCode code, int at)
    {
        if (item.Kind == ExternKind.Configuration)
            Set(code, at, new CodeReference(CodeReferenceKind.MapValue, GlobalReader.KconfigName), BpfOpcode.PseudoMapValue, item.Offset);
        else
            Set(code, at, new CodeReference(CodeReferenceKind.Extern, item.Name), 0, 0);
    }

    private static void Set(SectionCode code, int at, CodeReference reference, byte source, int second)
    {
        code.References[at] = reference;
        code.Slots[at] = code.Slots[at] with { Source = source, Immediate = 0 };
        code.Slots[at + 1] = code.Slots[at + 1] with { Immediate = second };
    }

    private CodeReference Function(in ElfSymbol symbol, long slot, int at, string section)
    {
        if (symbol.Section >= file.Sections.Length || !file.Sections[symbol.Section].IsExecutable || slot is < 0 or > int.MaxValue)
            throw Unknown(symbol, at, section);
        return new CodeReference(CodeReferenceKind.Function, "", symbol.Section, (int)slot);
    }

    private ObjectReadException Unknown(in ElfSymbol symbol, int at, string section)
    {
        var name = Encoding.UTF8.GetString(symbols.NameOf(symbol));
        var where = symbol.Section < file.Sections.Length ? sections.NameOf(file.Sections[symbol.Section]) : "?";
        return new ObjectReadException($"instruction {at} of section {section} refers to '{name}' in section '{where}', which is neither map, variable nor function");
    }
}
