using System.Collections.Generic;
using System.Globalization;

namespace Borescope.Generators.Objects;

/// <summary>Writes the declarations of types.</summary>
internal static class TypeEmitter
{
    internal static void Write(CodeWriter code, TypeDeclaration declaration)
    {
        code.Gap();
        switch (declaration)
        {
            case EnumDeclaration item:
                Write(code, item);
                break;
            case ArrayDeclaration item:
                Write(code, item);
                break;
            case StructDeclaration item:
                Write(code, item);
                break;
        }
    }

    private static void Write(CodeWriter code, EnumDeclaration item)
    {
        code.Summary($"C: {CodeWriter.Code(item.Spelling)}.");
        code.Line($"public enum {item.Name} : {item.Underlying}");
        code.Open();
        foreach (var (name, value) in item.Values)
        {
            code.Summary($"{value}.");
            code.Line($"{name} = {value},");
        }

        code.Close();
    }

    private static void Write(CodeWriter code, ArrayDeclaration item)
    {
        code.Summary($"C: {CodeWriter.Code(item.Spelling)}{(item.IsText ? ", text that ends at a zero" : "")}.");
        code.Line($"[InlineArray({Text(item.Count)})]");
        code.Line($"public partial struct {item.Name} : IEquatable<{item.Name}>");
        code.Open();
        code.Line($"private {item.Element} _first;");
        if (item.IsText)
        {
            code.Gap();
            code.Summary("From text, as UTF-8; what does not fit in front of the zero at the end is cut off.");
            code.Line($"public static {item.Name} From(string text)");
            code.Open();
            code.Line($"var result = default({item.Name});");
            code.Line($"Encoding.UTF8.GetEncoder().Convert(text, ((Span<byte>)result)[..{Text(item.Count - 1)}], flush: true, out _, out _, out _);");
            code.Line("return result;");
            code.Close();
            code.Gap();
            code.Summary("The text up to its zero. It comes from the kernel as it is: escape it before it goes to a terminal.");
            code.Line("public override readonly string ToString()");
            code.Open();
            code.Line("ReadOnlySpan<byte> bytes = this;");
            code.Line("var end = bytes.IndexOf((byte)0);");
            code.Line("return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);");
            code.Close();
        }

        code.Gap();
        code.Line("/// <inheritdoc/>");
        code.Line($"public readonly bool Equals({item.Name} other) => Bytes(in this).SequenceEqual(Bytes(in other));");
        code.Gap();
        code.Line("/// <inheritdoc/>");
        code.Line($"public override readonly bool Equals(object? obj) => obj is {item.Name} other && Equals(other);");
        code.Gap();
        code.Line("/// <inheritdoc/>");
        code.Line("public override readonly int GetHashCode()");
        code.Open();
        code.Line("var hash = new HashCode();");
        code.Line("hash.AddBytes(Bytes(in this));");
        code.Line("return hash.ToHashCode();");
        code.Close();
        code.Gap();
        code.Line($"private static ReadOnlySpan<byte> Bytes(ref readonly {item.Name} array) => MemoryMarshal.AsBytes(new ReadOnlySpan<{item.Name}>(in array));");
        code.Close();
    }

    private static void Write(CodeWriter code, StructDeclaration item)
    {
        code.Summary($"C: {CodeWriter.Code(item.Spelling)}, {Text(item.Size)} bytes.");
        if (item.Omitted.Count > 0)
            code.Line($"/// <remarks>Members that C# cannot express: {string.Join(", ", item.Omitted.ConvertAll(CodeWriter.Code))}.</remarks>");
        code.Line($"[StructLayout(LayoutKind.Explicit, Size = {Text(item.Size)})]");
        var layout = Layout(item);
        code.Line($"public partial struct {item.Name}{(layout is null ? "" : " : IBpfLayout")}");
        code.Open();
        var words = new HashSet<string>();
        foreach (var field in item.Fields)
        {
            code.Gap();
            if (field.Word is null)
            {
                code.Summary($"C: {CodeWriter.Code(field.Declaration)}.");
                code.Line($"[FieldOffset({Text(field.Offset)})] public {field.Type} {field.Name};");
                continue;
            }

            var word = $"_bits{Text(field.WordBits)}At{Text(field.Offset)}";
            if (words.Add(word))
            {
                code.Line($"[FieldOffset({Text(field.Offset)})] private {field.Word} {word};");
                code.Gap();
            }

            Write(code, field, word);
        }

        if (layout is not null)
        {
            code.Gap();
            code.Line($"readonly IReadOnlyList<LayoutField> IBpfLayout.Layout => [{layout}];");
        }

        code.Close();
    }

    // Where all fields lie, so that a map that another program made can be held against it; null where C# lacks some of them.
    private static string? Layout(StructDeclaration item)
    {
        if (item.Omitted.Count > 0)
            return null;
        var rows = new List<string>();
        foreach (var field in item.Fields)
        {
            if (field.Word is null)
                rows.Add($"new({CodeWriter.Literal(field.Spelling)}, {Text(field.Offset)}, {Text(field.Size)})");
        }

        return rows.Count == 0 ? null : string.Join(", ", rows);
    }

    private static void Write(CodeWriter code, FieldRow field, string word)
    {
        var mask = field.Bits == 64 ? ulong.MaxValue : (1UL << field.Bits) - 1;
        var bits = $"0x{mask.ToString("x", CultureInfo.InvariantCulture)}UL";
        var wide = field.WordBits == 64 ? word : $"(ulong){word}";
        var value = field.Shift == 0 ? $"({wide} & {bits})" : $"(({wide} >> {Text(field.Shift)}) & {bits})";
        code.Summary($"C: {CodeWriter.Code(field.Declaration)}.");
        code.Line($"public {field.Type} {field.Name}");
        code.Open();
        var unused = Text(64 - field.Bits);
        code.Line(field.Type == "bool" ? $"readonly get => {value} != 0;"
            : field.IsSigned ? $"readonly get => ({field.Type})((long)({value} << {unused}) >> {unused});"
            : $"readonly get => ({field.Type}){value};");
        var given = field.Type == "bool" ? "(value ? 1UL : 0UL)" : $"((ulong)value & {bits})";
        var place = Text(field.Shift);
        code.Line($"set => {word} = unchecked(({field.Word})(({wide} & ~({bits} << {place})) | ({given} << {place})));");
        code.Close();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
