using System.Collections.Generic;
using System.Globalization;
using Borescope.Btf;
using Borescope.Compiler.Btf;

namespace Borescope.Generators.Objects;

/// <summary>Finds the C# type for a type of the object, and collects the declarations that are needed for it.</summary>
internal sealed class TypeTranslator(NameScope names)
{
    private readonly Dictionary<uint, string?> _known = [];
    private readonly Dictionary<uint, string> _rests = [];
    private readonly Dictionary<(string, long, bool), string> _arrays = [];

    /// <summary>What is to be declared, in the order of first use.</summary>
    internal List<TypeDeclaration> Declarations { get; } = [];

    /// <summary>Whether a type was left out since there are too many.</summary>
    internal bool IsFull { get; private set; }

    /// <summary>The C# type, null when there is none: no size, too large, or nested in itself.</summary>
    /// <param name="type">The object's type.</param>
    /// <param name="suggestion">C# name for a type that has none.</param>
    internal string? Find(BtfType type, string suggestion) => Find(type, suggestion, 0);

    private string? Find(BtfType type, string suggestion, int depth)
    {
        if (depth > GeneratorLimits.MaxDepth)
            return null;
        type = type.SkipQualifiers();
        for (var steps = 0; type.Kind == BtfKind.Typedef && steps < BtfLimits.MaxDepth; steps++)
        {
            suggestion = Identifiers.Pascal(type.Name);
            type = type.Target.SkipQualifiers();
        }

        if (type.Size is <= 0 or > GeneratorLimits.MaxTypeBytes)
            return null;
        switch (type.Kind)
        {
            case BtfKind.Int:
                return type.IsBool && type.Size == 1 ? "bool" : Number(type.Size, type.IsSigned);
            case BtfKind.Pointer:
                return "ulong";
            case BtfKind.Float:
                return type.Size switch { 4 => "float", 8 => "double", _ => null };
            case BtfKind.Array:
                return FindArray(type, suggestion, depth);
            case BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64:
                if (!_known.TryGetValue(type.Id, out var name))
                {
                    // A structure inside of itself finds nothing.
                    _known.Add(type.Id, null);
                    _known[type.Id] = name = Declare(type, suggestion, depth);
                }

                return name;
            default:
                return null;
        }
    }

    /// <summary>A structure of what stands behind the first bytes of another, null when it is too large.</summary>
    /// <param name="type">The object's structure.</param>
    /// <param name="start">Bytes to leave out, at whose end a member starts.</param>
    /// <param name="suggestion">C# name.</param>
    internal string? FindRest(BtfType type, int start, string suggestion)
    {
        if (_rests.TryGetValue(type.Id, out var name))
            return name;
        if (type.Size > GeneratorLimits.MaxTypeBytes || type.Count > GeneratorLimits.MaxMembers || !HasRoom())
            return null;
        name = names.Claim(suggestion, "Type");
        _rests.Add(type.Id, name);
        var declaration = new StructDeclaration(name, $"{type} behind its first {start.ToString(CultureInfo.InvariantCulture)} bytes", (int)type.Size - start);
        Declarations.Add(declaration);
        new StructFields(declaration, Find).AddRest(type, start);
        return name;
    }

    internal static string? Number(long bytes, bool isSigned) => (bytes, isSigned) switch
    {
        (1, true) => "sbyte",
        (1, false) => "byte",
        (2, true) => "short",
        (2, false) => "ushort",
        (4, true) => "int",
        (4, false) => "uint",
        (8, true) => "long",
        (8, false) => "ulong",
        (16, true) => "Int128",
        (16, false) => "UInt128",
        _ => null,
    };

    private string? FindArray(BtfType type, string suggestion, int depth)
    {
        var target = type.Target.Resolve();
        var isText = target.Kind == BtfKind.Int && target.Size == 1 && target.Name == "char";
        var element = isText ? "byte" : Find(type.Target, suggestion, depth + 1);
        if (element is null)
            return null;
        var key = (element, (long)type.ElementCount, isText);
        if (_arrays.TryGetValue(key, out var name))
            return name;
        if (!HasRoom())
            return null;
        var count = type.ElementCount.ToString(CultureInfo.InvariantCulture);
        name = names.Claim((isText ? "Text" : Word(element) + "Array") + count, "Type");
        _arrays.Add(key, name);
        Declarations.Add(new ArrayDeclaration(name, type.ToString(), element, (int)type.ElementCount, isText));
        return name;
    }

    private string? Declare(BtfType type, string suggestion, int depth)
    {
        if (!HasRoom() || type.Count > GeneratorLimits.MaxMembers)
            return null;
        var isNamed = !type.NameBytes.IsEmpty;
        var name = names.Claim(isNamed ? Identifiers.Pascal(type.Name) : suggestion, "Type");
        var spelling = isNamed ? type.ToString() : $"{type} {suggestion}";
        if (type.Kind is BtfKind.Enum or BtfKind.Enum64)
        {
            if (Number(type.Size, type.IsSigned) is not { } underlying || type.Size > sizeof(ulong))
                return null;
            Declarations.Add(EnumOf(type, new EnumDeclaration(name, spelling, underlying)));
            return name;
        }

        var declaration = new StructDeclaration(name, spelling, (int)type.Size);
        Declarations.Add(declaration);
        new StructFields(declaration, Find).Add(type, depth);
        return name;
    }

    private static EnumDeclaration EnumOf(BtfType type, EnumDeclaration declaration)
    {
        var scope = new NameScope(declaration.Name);
        foreach (var value in type.EnumValues)
        {
            var text = type.IsSigned ? value.Value.ToString(CultureInfo.InvariantCulture) : ((ulong)value.Value).ToString(CultureInfo.InvariantCulture);
            declaration.Values.Add((scope.Claim(Identifiers.Verbatim(value.Name), "_"), text));
        }

        return declaration;
    }

    private bool HasRoom()
    {
        IsFull |= Declarations.Count >= GeneratorLimits.MaxTypes;
        return !IsFull;
    }

    // The runtime's names of the keywords: UInt64Array8.
    private static string Word(string type) => type switch
    {
        "sbyte" => "SByte",
        "byte" => "Byte",
        "short" => "Int16",
        "ushort" => "UInt16",
        "int" => "Int32",
        "uint" => "UInt32",
        "long" => "Int64",
        "ulong" => "UInt64",
        "bool" => "Boolean",
        "float" => "Single",
        "double" => "Double",
        _ => type,
    };
}
