using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;

namespace Borescope.Sources.Reads;

/// <summary>
/// Puts a helper's read around each read that follows a pointer into memory that a program may not touch: <c>req->q->id</c> becomes
/// <c>___follow(___follow(req->q)->id)</c>. Lines stay.
/// </summary>
internal sealed class FollowedReads
{
    private readonly byte[] _source;
    private readonly BtfSpec _kernel;
    private readonly ForeignPointers _pointers;
    private readonly Dictionary<string, bool> _ownMembers = new(StringComparer.Ordinal);
    private readonly Dictionary<SourceRange, SyntaxNode> _reads = [];
    private readonly HashSet<SourceRange> _kept = [];
    private HashSet<string>? _bitFields;

    private FollowedReads(byte[] source, SyntaxNode unit, BtfSpec kernel)
    {
        _source = source;
        _kernel = kernel;
        _pointers = new ForeignPointers(unit, source);
        AddMembers(unit);
    }

    /// <summary>The source with such reads.</summary>
    /// <param name="source">The source.</param>
    /// <param name="unit">What clang understands of it.</param>
    /// <param name="kernel">The kernel's types, for its members with a width in bits.</param>
    internal static byte[] Follow(byte[] source, SyntaxNode unit, BtfSpec kernel)
    {
        var reads = new FollowedReads(source, unit, kernel);
        foreach (var function in reads._pointers.Functions)
            reads.Visit(ForeignPointers.Body(function)!);
        return reads.Edit();
    }

    // Members that the program declares itself, and whether they are bit fields.
    private void AddMembers(SyntaxNode node)
    {
        if (node.Kind == "FieldDecl")
            _ownMembers[node.Id] = node.IsBitField;
        if (node.Kind is "TranslationUnitDecl" or "RecordDecl")
            node.Children.ForEach(AddMembers);
    }

    private void Visit(SyntaxNode node)
    {
        switch (node.Kind)
        {
            // Not evaluated: sizes, and what the loader is asked of a member.
            case "UnaryExprOrTypeTraitExpr":
            case "CallExpr" when node.Children[0] is { Children: [{ TargetName: "__builtin_preserve_field_info" or "__builtin_preserve_type_info" or "__builtin_preserve_enum_value" }] }:
                return;
            case "ImplicitCastExpr" when node.Cast == "LValueToRValue" && node.Children[0].Bare is var place && _pointers.Leads(place):
                var range = place.Range.IsWritten ? place.Range : node.Children[0].Range;
                if (range.IsWritten)
                    _reads.TryAdd(range, place);
                break;

            // What an argument of a macro names as a place in one of its uses cannot be a value in another.
            case "UnaryOperator" when node.Operator is "&" or "++" or "--":
            case "BinaryOperator" when node.Operator == "=":
            case "CompoundAssignOperator":
                _kept.Add(node.Children[0].Bare.Range);
                break;
        }

        node.Children.ForEach(Visit);
    }

    private byte[] Edit()
    {
        var edits = new List<Insertion>();
        foreach (var (range, place) in _reads)
        {
            if (_kept.Contains(range))
                continue;
            var macro = "___follow(";
            if (place.Range == range && IsBitField(place))
            {
                if (!TryFindArrow(place, out var arrow))
                    continue;
                macro = _ownMembers.ContainsKey(place.TargetId) ? "___follow_whole(" : "___follow_bits(";
                edits.Add(new Insertion(arrow, 1, 0, ", ", 2));
            }

            edits.Add(new Insertion(range.Start, 2, -range.End, macro, 0));
            edits.Add(new Insertion(range.End, 0, -range.Start, ")", 0));
        }

        edits.Sort();
        var result = new List<byte>(_source.Length + (16 * edits.Count));
        var done = 0;
        foreach (var edit in edits)
        {
            result.AddRange(_source.AsSpan(done, edit.At - done));
            result.AddRange(Encoding.ASCII.GetBytes(edit.Text));
            done = edit.At + edit.Replaces;
        }

        result.AddRange(_source.AsSpan(done));
        return [.. result];
    }

    // clang's tree does not say it of members that the kernel's header declares: one that is called like a bit field of the kernel is read in the same way, which does for all whole numbers.
    private bool IsBitField(SyntaxNode place)
    {
        if (place.Kind != "MemberExpr" || place.IsPointer || place.Type.StartsWith("struct ", StringComparison.Ordinal) || place.Type.StartsWith("union ", StringComparison.Ordinal))
            return false;
        return _ownMembers.TryGetValue(place.TargetId, out var isBitField) ? isBitField : (_bitFields ??= BitFields()).Contains(place.Name);
    }

    private HashSet<string> BitFields()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var id = _kernel.FirstId; id < _kernel.EndId; id++)
        {
            if (_kernel[id] is not { Kind: BtfKind.Struct or BtfKind.Union } type)
                continue;
            foreach (var member in type.Members)
            {
                if (member.IsBitfield)
                    names.Add(member.Name);
            }
        }

        return names;
    }

    // p->a.b: the arrow behind p.
    private bool TryFindArrow(SyntaxNode place, out int arrow)
    {
        arrow = 0;
        while (!place.IsArrow)
        {
            if (place.Kind != "MemberExpr")
                return false;
            place = place.Children[0].Bare;
        }

        arrow = place.Children[0].Range.End;
        while (arrow > 0 && arrow < _source.Length && _source[arrow] is (byte)' ' or (byte)'\t' or (byte)'\n')
            arrow++;
        return arrow > 0 && _source.AsSpan(arrow).StartsWith("->"u8);
    }

    // At one place: what ends, then the arrow, then what begins; of those that end the innermost first, of those that begin the outermost.
    private readonly record struct Insertion(int At, int Order, int Rank, string Text, int Replaces) : IComparable<Insertion>
    {
        public int CompareTo(Insertion other) => (At, Order, Rank).CompareTo((other.At, other.Order, other.Rank));
    }
}
