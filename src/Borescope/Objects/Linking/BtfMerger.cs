using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Objects.Reading;

namespace Borescope.Objects.Linking;

/// <summary>Puts the types of one object behind those of another: its numbers grow by <see cref="TypeOffset"/>, its texts stand <see cref="StringOffset"/> further on.</summary>
internal sealed class BtfMerger
{
    private readonly BtfSpec _first;
    private readonly BtfSpec _second;

    internal BtfMerger(BtfSpec first, BtfSpec second)
    {
        _first = first;
        _second = second;
    }

    /// <summary>What is added to a type's number in the second; number 0, void, stays.</summary>
    internal uint TypeOffset => (uint)_first.Count;

    /// <summary>What is added to the offset of a text in the second.</summary>
    internal uint StringOffset => (uint)_first.StringBytes.Length;

    /// <summary>Types and texts of both.</summary>
    /// <param name="functions">Numbers, in the second, of functions that become static: the verifier then looks at them with what their callers know.</param>
    internal byte[] Merge(IReadOnlySet<uint> functions)
    {
        var types = _second.TypeBytes.ToArray();
        for (var id = 1u; id < _second.EndId; id++)
            Move(types.AsSpan(_second.OffsetOf(id)), functions.Contains(id));
        var editor = new BtfEditor(_first);
        editor.Append(types, _second.StringBytes);
        return editor.ToBytes();
    }

    private void Move(Span<byte> record, bool becomesStatic)
    {
        var info = BtfLayout.Word(record, 4);
        var kind = (BtfKind)((info >> 24) & 0x7f);
        var count = (int)(info & 0xffff);
        MoveText(record, 0);
        switch (kind)
        {
            case BtfKind.Pointer or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.Variable or BtfKind.DeclarationTag or BtfKind.TypeTag:
                MoveType(record, 8);
                break;
            case BtfKind.Function:
                MoveType(record, 8);
                if (becomesStatic)
                    BtfEditor.SetWord(record, 4, info & 0xffff_0000);
                break;
            case BtfKind.Array:
                MoveType(record, 12);
                MoveType(record, 16);
                break;
            case BtfKind.Struct or BtfKind.Union:
                MoveElements(record, count, 12, typeAt: 4);
                break;
            case BtfKind.FunctionPrototype:
                MoveType(record, 8);
                MoveElements(record, count, 8, typeAt: 4);
                break;
            case BtfKind.Enum:
                MoveElements(record, count, 8, typeAt: -1);
                break;
            case BtfKind.Enum64:
                MoveElements(record, count, 12, typeAt: -1);
                break;
            case BtfKind.DataSection:
                for (var index = 0; index < count; index++)
                    MoveType(record, BtfLayout.TypeBytes + (index * 12));
                break;
        }
    }

    // Elements start with their name.
    private void MoveElements(Span<byte> record, int count, int bytes, int typeAt)
    {
        for (var index = 0; index < count; index++)
        {
            var at = BtfLayout.TypeBytes + (index * bytes);
            MoveText(record, at);
            if (typeAt >= 0)
                MoveType(record, at + typeAt);
        }
    }

    private void MoveText(Span<byte> record, int at)
    {
        var offset = BtfLayout.Word(record, at);
        if (offset != 0)
            BtfEditor.SetWord(record, at, offset + StringOffset);
    }

    private void MoveType(Span<byte> record, int at)
    {
        var id = BtfLayout.Word(record, at);
        if (id != 0)
            BtfEditor.SetWord(record, at, id + TypeOffset);
    }
}
