using System;
using System.Collections.Generic;
using System.IO;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>Writes the types of a blob as a C header (<c>vmlinux.h</c>): every named type once, each after those that it needs.</summary>
public sealed class BtfCHeader
{
    private const int MaxDepth = 512;
    private const string End = ";\n\n";

    private readonly BtfSpec _spec;
    private readonly BtfCText _text;
    private readonly BtfCNames _names = new();
    private readonly BtfCDeclarator _declarator;
    private readonly Dictionary<uint, Progress> _progress = [];
    private readonly HashSet<uint> _completed = [];
    private readonly HashSet<uint> _named = [];
    private readonly HashSet<string> _forwards = new(StringComparer.Ordinal);

    private BtfCHeader(BtfSpec spec, TextWriter writer)
    {
        _spec = spec;
        _text = new BtfCText(writer, BtfLimits.HeaderTextOf(spec));
        _declarator = new BtfCDeclarator(_names, _text);
    }

    private enum Progress
    {
        None,
        Begun,
        Done,
    }

    /// <summary>Writes the header.</summary>
    /// <param name="spec">The types; of a module those of its base too.</param>
    /// <param name="writer">Receives the text.</param>
    public static void Write(BtfSpec spec, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n\n");
        writer.Write("#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\n#endif\n\n");
        var header = new BtfCHeader(spec, writer);
        header.WriteTypes();
        if (header._text.IsFull)
            writer.Write($"/* These types need more than {BtfLimits.HeaderTextOf(spec)} characters: the header is cut short here. */\n\n");
        else if (header._declarator.IsCut)
            writer.Write("/* Types that hold each other without end were cut short. */\n\n");
        writer.Write("#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n#pragma clang attribute pop\n#endif\n\n#endif\n");
    }

    /// <summary>Writes the definition of one type as a header has it, with its gaps and up to its semicolon; what it needs is not written.</summary>
    /// <param name="type">A structure, union or enumeration.</param>
    /// <param name="writer">Receives the text.</param>
    /// <exception cref="ArgumentException">It is a type of another kind, which has no definition.</exception>
    public static void WriteDefinition(BtfType type, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (type.Kind is not (BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64))
            throw new ArgumentException($"'{type}' is no structure, union or enumeration", nameof(type));
        var header = new BtfCHeader(type.Spec!, writer);
        if (type.Kind is BtfKind.Struct or BtfKind.Union)
            header._declarator.Composite(type, 0);
        else
            header._declarator.Enumeration(type, 0);
        header._text.Add(";\n");
    }

    private void WriteTypes()
    {
        var used = FindUsed();
        for (var id = 1u; id < _spec.EndId && !_text.IsFull; id++)
        {
            var type = _spec[id];
            if (type.Kind is BtfKind.Enum or BtfKind.Enum64 && type.NameBytes.IsEmpty)
            {
                if (!used.Contains(id))
                    Enumeration(type);
            }
            else if (BtfCNames.IsIdentifier(type.NameBytes))
            {
                NeedComplete(type, 0);
            }
        }
    }

    // Anonymous enumerations that nothing mentions stand alone.
    private HashSet<uint> FindUsed()
    {
        var used = new HashSet<uint>();
        for (var id = 1u; id < _spec.EndId; id++)
        {
            var type = _spec[id];
            used.Add(type.Target.Id);
            foreach (var member in type.Members)
                used.Add(member.Type.Id);
            if (type.Kind != BtfKind.FunctionPrototype)
                continue;
            var parameters = type.Parameters;
            for (var index = 0; index < parameters.Count; index++)
                used.Add(parameters.TypeAt(index).Id);
        }

        return used;
    }

    /// <summary>Everything that must stand before a value of the type can be declared.</summary>
    private void NeedComplete(BtfType type, int depth)
    {
        // What was needed once stands there already, or is on its way.
        if (depth > MaxDepth || !_completed.Add(type.Id))
            return;
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union:
                Define(type, depth);
                break;
            case BtfKind.Array or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag:
                NeedComplete(type.Target, depth + 1);
                break;
            case BtfKind.Typedef:
                NeedComplete(type.Target, depth + 1);
                NeedName(type, depth);
                break;
            default:
                NeedName(type, depth);
                break;
        }
    }

    /// <summary>Everything that must stand before a pointer to the type can be declared.</summary>
    private void NeedName(BtfType type, int depth)
    {
        if (depth > MaxDepth || !_named.Add(type.Id))
            return;
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union when type.NameBytes.IsEmpty:
                NeedMembers(type, depth);
                break;
            case BtfKind.Struct or BtfKind.Union:
                if (_progress.GetValueOrDefault(type.Id) != Progress.Done)
                    Announce($"{BtfCDeclarator.Keyword(type)} {_names.Tag(type)}");
                break;
            case BtfKind.Forward:
                Announce($"{BtfCDeclarator.Keyword(type)} {type.Name}");
                break;
            case BtfKind.Enum or BtfKind.Enum64 when !type.NameBytes.IsEmpty:
                if (Begin(type))
                    Enumeration(type);
                break;
            case BtfKind.Typedef:
                DefineTypedef(type, depth);
                break;
            case BtfKind.Array:
                // C has no arrays of things whose size it does not know, not even behind a pointer.
                NeedComplete(type.Target, depth + 1);
                break;
            case BtfKind.Pointer or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag:
                NeedName(type.Target, depth + 1);
                break;
            case BtfKind.FunctionPrototype:
                NeedName(type.Target, depth + 1);
                var parameters = type.Parameters;
                for (var index = 0; index < parameters.Count; index++)
                    NeedName(parameters.TypeAt(index), depth + 1);
                break;
        }
    }

    private void NeedMembers(BtfType type, int depth)
    {
        foreach (var member in type.Members)
            NeedComplete(member.Type, depth + 1);
    }

    private void Define(BtfType type, int depth)
    {
        if (type.NameBytes.IsEmpty)
        {
            NeedMembers(type, depth);
            return;
        }

        if (!Begin(type))
            return;
        NeedMembers(type, depth);
        _declarator.Composite(type, 0);
        _text.Add(End);
        _progress[type.Id] = Progress.Done;
    }

    private void DefineTypedef(BtfType type, int depth)
    {
        if (!Begin(type))
            return;
        NeedName(type.Target, depth + 1);

        // Old compilers describe this one as void.
        if (type.Target.IsVoid && type.NameBytes.SequenceEqual("__gnuc_va_list"u8))
            _text.Add("typedef __builtin_va_list __gnuc_va_list").Add(End);
        else if (!type.NameBytes.SequenceEqual("__builtin_va_list"u8))
            Typedef(type);
        _progress[type.Id] = Progress.Done;
    }

    private bool Begin(BtfType type)
    {
        if (_progress.ContainsKey(type.Id))
            return false;
        _progress.Add(type.Id, Progress.Begun);
        return true;
    }

    private void Announce(string tag)
    {
        if (_forwards.Add(tag))
            _text.Add(tag).Add(End);
    }

    private void Enumeration(BtfType type)
    {
        _declarator.Enumeration(type, 0);
        _text.Add(End);
    }

    private void Typedef(BtfType type)
    {
        _text.Add("typedef ");
        _declarator.Declare(type.Target, _names.Typedef(type), 0);
        _text.Add(End);
    }
}
