using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;

namespace Borescope.Objects.Relocation;

/// <summary>What a relocation names, in one set of types: a field, a type, or an enumerator.</summary>
internal sealed class CoreAccess
{
    internal CoreAccess(BtfType root) => Root = root;

    /// <summary>The type the access starts at.</summary>
    internal BtfType Root { get; }

    /// <summary>The steps; anonymous members in between do not count.</summary>
    internal List<CoreStep> Steps { get; } = [];

    /// <summary>Bits from the start of the root.</summary>
    internal long BitOffset { get; set; }

    internal static bool IsField(CoreRelocationKind kind) => kind is >= CoreRelocationKind.FieldByteOffset and <= CoreRelocationKind.FieldRightShift;

    internal static bool IsType(CoreRelocationKind kind) =>
        kind is >= CoreRelocationKind.TypeIdLocal and <= CoreRelocationKind.TypeSize or CoreRelocationKind.TypeMatches;

    internal static bool IsEnumValue(CoreRelocationKind kind) => kind is CoreRelocationKind.EnumValueExists or CoreRelocationKind.EnumValue;

    /// <summary>Follows the access text of a relocation in the object's own types.</summary>
    /// <param name="problem">What is wrong with it.</param>
    internal static CoreAccess? Parse(BtfType root, string text, CoreRelocationKind kind, out string? problem)
    {
        problem = null;
        if (!TryParseIndices(text, out var indices))
        {
            problem = $"its access '{text}' is no list of numbers";
            return null;
        }

        var access = new CoreAccess(root);
        if (IsType(kind))
            problem = indices is [0] ? null : $"its access '{text}' is not one of a type";
        else if (IsEnumValue(kind))
            access.AddEnumerator(indices, out problem);
        else if (IsField(kind))
            access.Walk(indices, out problem);
        else
            problem = $"its kind {(int)kind} is unknown";
        return problem is null ? access : null;
    }

    /// <summary>Whether an array is the last member of its structure and has no length: then any index lies inside.</summary>
    internal bool IsFlexible(int step, BtfType array) =>
        array.ElementCount == 0 && step >= 0 && Steps[step] is { IsNamed: true } member && member.Index == member.Type.Count - 1;

    /// <summary>The access as C writes it: <c>struct task_struct.mm-&gt;…</c> without what lies behind pointers.</summary>
    internal string Describe(CoreRelocationKind kind)
    {
        var text = new StringBuilder(BtfTypeName.Of(Root));
        for (var index = 0; index < Steps.Count; index++)
        {
            var step = Steps[index];
            if (IsEnumValue(kind))
                text.Append("::").Append(step.Type.EnumValues[step.Index].Name);
            else if (step.IsNamed)
                text.Append('.').Append(step.Type.Members[step.Index].Name);
            else if (index > 0 || step.Index != 0)
                text.Append('[').Append(step.Index.ToString(CultureInfo.InvariantCulture)).Append(']');
        }

        return text.ToString();
    }

    private static bool TryParseIndices(string text, out List<int> indices)
    {
        indices = [];
        foreach (var range in text.AsSpan().Split(':'))
        {
            if (indices.Count == ObjectLimits.MaxAccessSteps
                || !int.TryParse(text.AsSpan()[range], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                return false;
            }

            indices.Add(index);
        }

        return indices.Count > 0;
    }

    private void AddEnumerator(List<int> indices, out string? problem)
    {
        var type = Root.Resolve();
        var isValid = indices.Count == 1 && type.Kind is BtfKind.Enum or BtfKind.Enum64 && indices[0] < type.Count;
        problem = isValid ? null : "its access is not one of an enumerator";
        if (isValid)
            Steps.Add(new CoreStep(type, indices[0], true));
    }

    private void Walk(List<int> indices, out string? problem)
    {
        var type = Root.Resolve();
        Steps.Add(new CoreStep(type, indices[0], false));
        BitOffset = indices[0] * type.Size * 8;
        problem = null;
        for (var position = 1; position < indices.Count && problem is null; position++)
        {
            type = type.Resolve();
            var index = indices[position];
            switch (type.Kind)
            {
                case BtfKind.Struct or BtfKind.Union when index < type.Count:
                    var member = type.Members[index];
                    BitOffset += member.BitOffset;
                    if (!member.NameBytes.IsEmpty)
                        Steps.Add(new CoreStep(type, index, true));
                    type = member.Type;
                    break;
                case BtfKind.Array when IsFlexible(Steps.Count - 1, type) || index < type.ElementCount:
                    type = type.Target.Resolve();
                    Steps.Add(new CoreStep(type, index, false));
                    BitOffset += index * type.Size * 8;
                    break;
                default:
                    problem = $"its step {index} leads outside of {BtfTypeName.Of(type)}";
                    break;
            }
        }
    }
}
