using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Objects.Reading;

/// <summary>Reads object files as clang builds them for BPF into an <see cref="ObjectSpec"/>.</summary>
internal sealed class ObjectReader : IDisposable
{
    private readonly ElfFile _file;
    private readonly ObjectSections _sections;
    private readonly BtfSpec? _btf;
    private readonly List<string> _notes = [];

    private ObjectReader(ElfFile file)
    {
        _file = file;
        if (file.Header is not { Is64: true, Kind: ElfKind.Relocatable, Machine: ElfMachine.Bpf or ElfMachine.None })
            throw new ObjectReadException($"it is a file for {file.Header.Machine} of kind {file.Header.Kind}, not a BPF object: build it with clang -g -O2 -target bpf -c");
        if (file.Diagnostics.Count > 0)
            throw new ObjectReadException(string.Join("; ", file.Diagnostics));
        _sections = new ObjectSections(file);
        if (_sections.Code.Count > 0 && file.Symbols.Count == 0)
            throw new ObjectReadException("it has code and no symbols, which say where programs start: it was stripped of more than its debug information (llvm-strip -g)");
        if (_sections.Btf is { } section && !BtfSpec.TryRead(file.BytesOf(section), out _btf, out var diagnostic, "object"))
            throw new ObjectReadException(diagnostic!);
    }

    internal static bool TryRead(ISystemCalls calls, string path, out ObjectSpec? spec, out IReadOnlyList<string> diagnostics)
    {
        spec = null;
        if (!ElfFile.TryOpen(calls, path, out var file, out var problem))
        {
            diagnostics = [problem!];
            return false;
        }

        return TryRead(file!, Path.GetFileName(path), out spec, out diagnostics);
    }

    internal static bool TryRead(ISystemCalls calls, ReadOnlySpan<byte> content, string name, out ObjectSpec? spec, out IReadOnlyList<string> diagnostics)
    {
        spec = null;
        if (content.Length > ObjectLimits.MaxBytes)
        {
            diagnostics = [$"{content.Length} bytes are more than an object file has"];
            return false;
        }

        if (content.IsEmpty || !ElfFile.TryRead(calls, content, name, out var file, out var problem))
        {
            diagnostics = ["there are no bytes, or it is not an ELF file"];
            return false;
        }

        return TryRead(file!, name, out spec, out diagnostics);
    }

    public void Dispose() => _btf?.Dispose();

    private static bool TryRead(ElfFile file, string name, out ObjectSpec? spec, out IReadOnlyList<string> diagnostics)
    {
        spec = null;
        using (file)
        {
            try
            {
                if (file.Length > ObjectLimits.MaxBytes)
                    throw new ObjectReadException($"{file.Length} bytes are more than an object file has");
                using var reader = new ObjectReader(file);
                spec = reader.Read(name);
                diagnostics = reader._notes;
                return true;
            }
            catch (ObjectReadException error)
            {
                diagnostics = [error.Message];
                return false;
            }
        }
    }

    private ObjectSpec Read(string name)
    {
        var spec = new ObjectSpec
        {
            Name = ShortName(name),
            License = ReadLicense(),
            KernelVersion = ReadVersion(),
        };
        var editor = _btf is null ? null : new BtfEditor(_btf);
        var symbols = _file.Symbols;
        var externs = ExternReader.Read(symbols, _btf, editor);
        foreach (var item in externs.Items)
            spec.Externs.Add(item);
        var maps = new MapDefinitionReader(_sections, symbols, _btf, spec);
        maps.Read();
        var globals = new GlobalReader(_file, _sections, symbols, _btf, editor, spec);
        globals.Read(externs.KconfigBytes);
        var functions = FunctionReader.Read(_file, _sections, symbols);
        if (_btf is not null)
            FunctionReader.HideHidden(functions, _btf, editor!);
        maps.ReadEntries(functions);
        var extension = _sections.BtfExtension is { } section && _btf is not null
            ? BtfExtensionReader.Read(_file.BytesOf(section), _btf) : BtfExtensionSections.Empty;
        spec.Btf = editor?.ToBytes() ?? [];
        var code = new CodeReader(_file, _sections, symbols, maps, globals, externs);
        var stitcher = new ProgramStitcher(functions, code, extension, _sections, _btf);
        var tables = new StructOpsReader(_file, _sections, symbols, _btf);
        var operations = tables.Read(functions);
        spec.OperationTables.AddRange(tables.Tables);
        foreach (var program in stitcher.Programs(_notes))
        {
            spec.Programs.Add(program.Type == BpfProgramType.StructOps && operations.TryGetValue(program.Name, out var member)
                ? program with { AttachTarget = member, AutoLoad = tables.IsWanted(program.Name) } : program);
        }

        foreach (var function in stitcher.Subprograms())
            spec.Subprograms.Add(function);
        return spec;
    }

    private static string ShortName(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? name[..dot] : name;
    }

    private string ReadLicense()
    {
        if (!_file.TryFindSection("license"u8, out var section))
            return "";
        var bytes = _file.BytesOf(section);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(bytes[..Math.Min(end < 0 ? bytes.Length : end, 127)]);
    }

    private uint ReadVersion() => _file.TryFindSection("version"u8, out var section) && _file.BytesOf(section) is { Length: 4 } bytes ? ElfWords.Word(bytes, 0) : 0;
}
