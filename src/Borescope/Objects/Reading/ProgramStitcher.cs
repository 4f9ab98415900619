using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;

namespace Borescope.Objects.Reading;

/// <summary>
/// Puts each program together: its own function, then the sub-programs it calls, each once, in the order of the first call, with everything that
/// refers to instructions moved along. The order is that of other loaders, so that the code handed to the kernel is the same.
/// </summary>
internal sealed class ProgramStitcher
{
    private readonly FunctionList _functions;
    private readonly CodeReader _code;
    private readonly BtfExtensionSections _extension;
    private readonly ObjectSections _sections;
    private readonly BtfSpec? _btf;
    private readonly Dictionary<int, string> _sectionNames = [];
    private readonly Dictionary<uint, string> _texts = [];
    private readonly Dictionary<string, string> _exceptionCallbacks;
    private int _slots;
    private int _records;

    internal ProgramStitcher(FunctionList functions, CodeReader code, BtfExtensionSections extension, ObjectSections sections, BtfSpec? btf)
    {
        _functions = functions;
        _code = code;
        _extension = extension;
        _sections = sections;
        _btf = btf;
        _exceptionCallbacks = ExceptionCallbacks.Read(btf);
        foreach (var section in sections.Code)
            _sectionNames[section.Index] = sections.NameOf(section);
    }

    /// <summary>The programs, in file order.</summary>
    internal List<ProgramSpec> Programs(List<string> notes)
    {
        var programs = new List<ProgramSpec>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var section in _sections.Code)
        {
            if (section.Index == _sections.Text)
                continue;
            foreach (var function in _functions.Of(section.Index))
            {
                if (!function.IsGlobal)
                    continue;
                if (!names.Add(function.Name))
                    throw new ObjectReadException($"there are two programs named {function.Name}");
                programs.Add(Describe(Stitch(function), _sectionNames[section.Index], notes));
            }
        }

        return programs;
    }

    /// <summary>The functions of <c>.text</c> that other objects may call, in the order of their symbols.</summary>
    internal List<ProgramSpec> Subprograms()
    {
        var functions = new List<ProgramSpec>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var function in _functions.Of(_sections.Text))
        {
            if (!function.IsGlobal || function.IsHidden)
                continue;
            if (!names.Add(function.Name))
                throw new ObjectReadException($"there are two functions named {function.Name}");
            functions.Add(Stitch(function));
        }

        return functions;
    }

    private static ProgramSpec Describe(ProgramSpec program, string section, List<string> notes)
    {
        var isOptional = section.StartsWith('?');
        var name = isOptional ? section.AsSpan(1) : section;
        var row = SectionTable.Find(name);
        if (row is null)
            notes.Add($"section '{section}' of program {program.Name} names no known program type");
        return program with
        {
            Section = section,
            AutoLoad = !isOptional,
            Type = row?.Type ?? BpfProgramType.Unspecified,
            ExpectedAttachType = row?.AttachType ?? default,
            Attach = row?.Attach ?? ProgramAttach.None,
            Flags = row?.LoadFlags ?? 0,
            AttachTarget = row is { TakesTarget: true } && name.Length > row.Prefix.Length ? name[(row.Prefix.Length + 1)..].ToString() : "",
        };
    }

    private ProgramSpec Stitch(FunctionBody main)
    {
        var build = new Build();
        Append(main, build);
        Follow(main, build, 0);
        if (_exceptionCallbacks.TryGetValue(main.Name, out var callback))
            AppendCallback(main, callback, build);
        _slots += build.Slots.Count;
        _records += build.Relocations.Count + build.CoreRelocations.Count + build.Functions.Count + build.Lines.Count;
        if (_slots > ObjectLimits.MaxSlots)
            throw new ObjectReadException($"its programs have more than {ObjectLimits.MaxSlots} instructions together");
        if (_records > ObjectLimits.MaxRecords)
            throw new ObjectReadException($"its programs have more than {ObjectLimits.MaxRecords} records about lines, functions and relocations together");
        return new ProgramSpec
        {
            Name = main.Name,
            Type = BpfProgramType.Unspecified,
            Instructions = build.Slots,
            Relocations = build.Relocations,
            CoreRelocations = build.CoreRelocations,
            Functions = build.Functions,
            Lines = build.Lines,
        };
    }

    private void AppendCallback(FunctionBody main, string name, Build build)
    {
        var callback = _functions.Of(_sections.Text).Find(function => function.Name == name && function is { IsGlobal: true, IsHidden: false })
            ?? throw new ObjectReadException($"when program {main.Name} throws, {name} shall run, which is no global function of the object");
        if (build.Starts.ContainsKey((callback.Section, callback.Start)))
            return;
        Append(callback, build);
        Follow(callback, build, 0);
    }

    private void Append(FunctionBody function, Build build)
    {
        var start = build.Slots.Count;
        if (start + function.Count > ObjectLimits.MaxProgramSlots)
            throw new ObjectReadException($"program with function {function.Name} has more than {ObjectLimits.MaxProgramSlots} instructions");
        build.Starts.Add((function.Section, function.Start), start);
        var code = _code.Read(function.Section);
        var section = _sectionNames[function.Section];
        build.Slots.AddRange(code.Slots.AsSpan(function.Start, function.Count));
        var moved = start - function.Start;
        foreach (var record in _extension.Of(BtfExtensionSections.RecordKind.Function, section, function.Start, function.Count))
            build.Functions.Add(new BpfFunctionInfo(record.Slot + moved, (int)record.First, function.Name));
        foreach (var record in _extension.Of(BtfExtensionSections.RecordKind.Line, section, function.Start, function.Count))
        {
            var place = new SourceLocation(Text(record.First), (int)(record.Third >> 10), (int)(record.Third & 1023), Text(record.Second));
            build.Lines.Add(new BpfLineInfo(record.Slot + moved, place, (int)record.First, (int)record.Second));
        }

        foreach (var record in _extension.Of(BtfExtensionSections.RecordKind.CoreRelocation, section, function.Start, function.Count))
            build.CoreRelocations.Add(new CoreRelocation(record.Slot + moved, record.First, Text(record.Second), (CoreRelocationKind)record.Third));
    }

    private void Follow(FunctionBody function, Build build, int depth)
    {
        if (depth > ObjectLimits.MaxCallDepth)
            throw new ObjectReadException($"function {function.Name} is reached by more than {ObjectLimits.MaxCallDepth} calls within calls");
        var code = _code.Read(function.Section);
        var start = build.Starts[(function.Section, function.Start)];
        for (var index = 0; index < function.Count; index++)
        {
            var slot = build.Slots[start + index];
            var hasReference = code.References.TryGetValue(function.Start + index, out var reference);
            if (hasReference && reference.Kind != CodeReferenceKind.Function)
            {
                if (index + 1 >= function.Count && reference.Kind != CodeReferenceKind.ExternCall)
                    throw new ObjectReadException($"function {function.Name} ends inside an instruction");
                build.Relocations.Add(Relocation(reference, start + index, build));
                continue;
            }

            var isCall = slot is { Opcode: BpfOpcode.HelperCall, Source: BpfOpcode.PseudoCall };
            if (!hasReference && !isCall)
                continue;
            var target = hasReference ? (reference.Section, reference.Slot) : (function.Section, function.Start + index + slot.Immediate + 1);
            if (_functions.At(target.Item1, target.Item2) is not { } callee)
                throw new ObjectReadException($"function {function.Name} calls into the middle of something, at instruction {index}");
            if (!build.Starts.ContainsKey(target))
            {
                Append(callee, build);
                Follow(callee, build, depth + 1);
            }

            build.Slots[start + index] = build.Slots[start + index] with { Immediate = build.Starts[target] - (start + index) - 1 };
        }
    }

    private static BpfRelocation Relocation(CodeReference reference, int at, Build build) => reference.Kind switch
    {
        CodeReferenceKind.Map => new BpfRelocation(at, BpfRelocationKind.Map, reference.Name, 0),
        CodeReferenceKind.MapValue => new BpfRelocation(at, BpfRelocationKind.MapValue, reference.Name, build.Slots[at + 1].Immediate),
        CodeReferenceKind.ExternCall => new BpfRelocation(at, BpfRelocationKind.Kfunc, reference.Name, 0),
        _ => new BpfRelocation(at, BpfRelocationKind.Extern, reference.Name, 0),
    };

    private string Text(uint offset)
    {
        if (_btf is null)
            return "";
        if (!_texts.TryGetValue(offset, out var text))
            _texts.Add(offset, text = Encoding.UTF8.GetString(_btf.StringAt(offset)));
        return text;
    }

    private sealed class Build
    {
        internal List<BpfInstruction> Slots { get; } = [];

        internal Dictionary<(int, int), int> Starts { get; } = [];

        internal List<BpfRelocation> Relocations { get; } = [];

        internal List<CoreRelocation> CoreRelocations { get; } = [];

        internal List<BpfFunctionInfo> Functions { get; } = [];

        internal List<BpfLineInfo> Lines { get; } = [];
    }
}
