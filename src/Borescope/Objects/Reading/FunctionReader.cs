using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Compiler.Instructions;
using Borescope.Elf;

namespace Borescope.Objects.Reading;

/// <summary>Finds the functions of an object file by its symbols.</summary>
internal static class FunctionReader
{
    internal static FunctionList Read(ElfFile file, ObjectSections sections, ElfSymbolTable symbols)
    {
        var executable = new HashSet<int>();
        foreach (var section in sections.Code)
            executable.Add(section.Index);
        var functions = new FunctionList();
        foreach (var symbol in symbols)
        {
            if (symbol.Kind != ElfSymbolKind.Function || !executable.Contains(symbol.Section))
                continue;
            var name = Encoding.UTF8.GetString(symbols.NameOf(symbol));
            var size = file.Sections[symbol.Section].Size;
            if (symbol.Size == 0 || symbol.Value % BpfInstruction.Size != 0 || symbol.Size % BpfInstruction.Size != 0 || symbol.Value > size
                || symbol.Size > size - symbol.Value)
            {
                throw new ObjectReadException($"function {name} ({symbol.Size} bytes at {symbol.Value}) lies outside its section of {size} bytes");
            }

            if (functions.Items.Count == ObjectLimits.MaxFunctions)
                throw new ObjectReadException($"it has more than {ObjectLimits.MaxFunctions} functions");
            functions.Add(new FunctionBody(
                name, symbol.Section, (int)(symbol.Value / BpfInstruction.Size), (int)(symbol.Size / BpfInstruction.Size),
                symbol.Binding != ElfBinding.Local, symbol.IsHidden));
        }

        return functions;
    }

    /// <summary>Hidden functions become static in the types: the kernel then verifies them with what their callers know.</summary>
    internal static void HideHidden(FunctionList functions, BtfSpec btf, BtfEditor editor)
    {
        const ushort Static = 0;
        foreach (var function in functions.Items)
        {
            if (function is { IsGlobal: true, IsHidden: true } && btf.TryFind(function.Name, BtfKind.Function, out var type))
                editor.SetCount(type.Id, Static);
        }
    }
}
