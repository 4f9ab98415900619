using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Dwarf;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Types;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Script.Semantics.Kernel;

/// <summary>Functions, types and source lines of programs, from their debug information; each file is read once, when it is first asked for.</summary>
internal sealed class UserTypes(ISystemCalls calls)
{
    private readonly Dictionary<string, (DebugInformation? Information, string? Problem)> _files = [];
    private readonly BtfTypes _types = new(null);

    /// <summary>The prototype of the function at a place in a file; null with a reason.</summary>
    public FunctionPrototype? Prototype(string path, ulong fileOffset, out string? problem) =>
        TryFunction(path, fileOffset, out BtfType function, out problem) ? new UserPrototypes(CallingConvention.Current, _types).Of(function, path) : null;

    /// <summary>The FUNC of the function at a place in a file.</summary>
    public bool TryFunction(string path, ulong fileOffset, out BtfType function, out string? problem)
    {
        function = default;
        return Open(path, out problem) is { } information && TryAddress(path, fileOffset, out ulong address, out problem)
            && information.TryFindFunction(address, out function, out problem);
    }

    /// <summary>A struct or union; null when the file describes none.</summary>
    public StructType? Struct(string path, string tag, bool isUnion) => Find(path, isUnion ? BtfKind.Union : BtfKind.Struct, tag, out BtfType type) ? _types.Struct(type) : null;

    /// <summary>An enum.</summary>
    public EnumType? Enum(string path, string tag) => Find(path, BtfKind.Enum, tag, out BtfType type) ? _types.Enum(type) : null;

    /// <summary>A value of an enum, and the enum.</summary>
    public (long Value, EnumType Type)? EnumConstant(string path, string name) =>
        Open(path, out _) is { } information && information.TryFindEnumerator(name, out long value, out BtfType type) ? (value, _types.Enum(type)) : null;

    /// <summary>What a typedef stands for.</summary>
    public ScriptType? Typedef(string path, string name) => Find(path, BtfKind.Typedef, name, out BtfType type) ? _types.Convert(type, AddressSpace.User) : null;

    /// <summary>Addresses of a source line; empty with a reason.</summary>
    public IReadOnlyList<ulong> Line(string path, string source, int line, int column, out string? problem) =>
        Open(path, out problem) is { } information && information.TryFindLine(source, line, column, out IReadOnlyList<ulong> addresses, out problem) ? addresses : [];

    private bool Find(string path, BtfKind kind, string name, out BtfType type)
    {
        type = default;
        return Open(path, out _) is { } information && information.TryFindType(kind, name, out type);
    }

    private DebugInformation? Open(string path, out string? problem)
    {
        if (!_files.TryGetValue(path, out (DebugInformation? Information, string? Problem) file))
        {
            DebugInformation.TryOpen(calls, path, out DebugInformation? information, out string? diagnostic);
            _files.Add(path, file = (information, diagnostic));
        }

        problem = file.Problem;
        return file.Information;
    }

    private bool TryAddress(string path, ulong fileOffset, out ulong address, out string? problem)
    {
        address = 0;
        if (!ElfFile.TryOpen(calls, path, out ElfFile? file, out problem))
            return false;
        using (file)
        {
            if (file!.TryAddressOf(fileOffset, out address))
                return true;
        }

        problem = $"byte 0x{fileOffset:x} of {path} is not loaded anywhere";
        return false;
    }
}
