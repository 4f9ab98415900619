using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;

namespace Borescope.Maps;

/// <summary>The fields of a kernel type beside those that a C# type declares.</summary>
internal sealed class LayoutComparison
{
    private const int MaxFields = 4096;
    private const int MaxDepth = 8;

    private readonly List<(string Left, string Right, bool Differs)> _lines = [];
    private readonly string _leftTitle;
    private readonly string _rightTitle;

    internal LayoutComparison(BtfType type, string name, int size, IReadOnlyList<LayoutField>? declared)
    {
        _leftTitle = $"kernel: {type} ({type.Size} bytes)";
        _rightTitle = $"C#: {name} ({size} bytes)";
        var members = new List<Member>();
        Collect(type.Resolve(), "", 0, isOptional: false, declared ?? [], 0, members);
        var matched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            var right = Find(declared, member.Name);
            if (right is not null)
                matched.Add(member.Name);
            var differs = declared is not null && (right is { } field ? field.Offset != member.Offset || field.Size != member.Size : !member.IsOptional);
            Add(Text(member.Name, member.Offset, member.Size), right is { } shown ? Text(shown.Name, shown.Offset, shown.Size) : "", differs);
        }

        foreach (var field in declared ?? [])
        {
            // A type without members, such as an integer, has nothing to compare names with.
            if (!matched.Contains(field.Name) && members.Count > 0)
                Add("", Text(field.Name, field.Offset, field.Size), differs: true);
        }
    }

    /// <summary>Fields that do not agree.</summary>
    internal int Differences { get; private set; }

    /// <summary>The two columns.</summary>
    internal string Text()
    {
        var width = _leftTitle.Length;
        foreach (var (left, _, _) in _lines)
            width = Math.Max(width, left.Length);
        var text = new StringBuilder().Append("    ").Append(_leftTitle.PadRight(width)).Append("  ").Append(_rightTitle);
        foreach (var (left, right, differs) in _lines)
            text.Append('\n').Append(differs ? "  ! " : "    ").Append((left.PadRight(width) + "  " + right).TrimEnd());
        return text.ToString();
    }

    // Members of structures inside are compared one by one only when C# names them so.
    private static void Collect(
        BtfType type, string prefix, long bits, bool isOptional, IReadOnlyList<LayoutField> declared, int depth, List<Member> members)
    {
        foreach (var member in type.Members)
        {
            if (members.Count >= MaxFields)
                return;
            var inner = member.Type.Resolve();
            var name = prefix + member.Name;
            var isComposite = inner.Kind is BtfKind.Struct or BtfKind.Union;
            if (isComposite && depth < MaxDepth && (member.NameBytes.IsEmpty || IsSplit(declared, name)))
            {
                var path = member.NameBytes.IsEmpty ? prefix : name + ".";
                Collect(inner, path, bits + member.BitOffset, isOptional || type.Kind == BtfKind.Union, declared, depth + 1, members);
                continue;
            }

            // C# has no bit fields, and one of a union's members is enough.
            members.Add(new Member(name, (bits + member.BitOffset) / 8, member.IsBitfield ? 0 : member.Type.Size, isOptional || member.IsBitfield || type.Kind == BtfKind.Union));
        }
    }

    private static bool IsSplit(IReadOnlyList<LayoutField> declared, string name)
    {
        foreach (var field in declared)
        {
            if (field.Name.Length > name.Length && field.Name[name.Length] == '.' && field.Name.StartsWith(name, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static LayoutField? Find(IReadOnlyList<LayoutField>? declared, string name)
    {
        foreach (var field in declared ?? [])
        {
            if (field.Name == name)
                return field;
        }

        return null;
    }

    private static string Text(string name, long offset, long size) => string.Create(
        CultureInfo.InvariantCulture, $"{offset,5}  {(size == 0 ? "bits" : size == 1 ? "1 byte" : $"{size} bytes"),-10} {name}");

    private void Add(string left, string right, bool differs)
    {
        _lines.Add((left, right, differs));
        Differences += differs ? 1 : 0;
    }

    private readonly record struct Member(string Name, long Offset, long Size, bool IsOptional);
}
