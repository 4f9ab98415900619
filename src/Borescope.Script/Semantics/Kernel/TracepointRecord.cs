using System;
using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Kernel;

/// <summary>The record of a tracepoint as a struct. Each field's type is worked out when it is asked for: most scripts read one or two.</summary>
internal sealed class TracepointRecord(TracepointFormat format, RunningKernelModel model)
{
    /// <summary>The record without the common fields; pointers lead where the probe's category says.</summary>
    public StructType ToStruct() => new("", false, format.Size, Find, All);

    private StructField? Find(string name) => format.Find(name) is { IsCommon: false } field ? Convert(field) : null;

    private List<StructField> All()
    {
        var fields = new List<StructField>();
        foreach (TracepointField field in format.Fields)
        {
            if (!field.IsCommon && Convert(field) is { } converted)
                fields.Add(converted);
        }

        return fields;
    }

    private StructField? Convert(TracepointField field)
    {
        // __rel_loc counts from the field; only dynamic user events have it.
        if (field.Location == TracepointFieldLocation.FromField)
            return null;
        if (field.IsDataLoc)
            return new StructField(field.Name, new PointerType(Element(field.Type, 1, field.IsSigned), AddressSpace.Kernel), field.Offset, IsDataLoc: true);
        if (!field.IsArray)
            return new StructField(field.Name, Value(field.Type, field.Size, field.IsSigned), field.Offset);
        if (field.ArrayLength > 0 && field.Size % field.ArrayLength == 0)
        {
            int size = field.Size / field.ArrayLength;
            bool text = size == 1 && Words(field.Type) is "char";
            ScriptType type = text ? new StringType(field.ArrayLength) { IsArray = true } : new ArrayType(Value(field.Type, size, field.IsSigned), field.ArrayLength);
            return new StructField(field.Name, type, field.Offset);
        }

        return new StructField(field.Name, new ArrayType(new IntegerType(1, false), field.Size), field.Offset);
    }

    private static string Words(string type) => type.StartsWith("const ", StringComparison.Ordinal) ? type[6..].Trim() : type.Trim();

    // Dynamic arrays: the format names the type but no size.
    private ScriptType Element(string type, int size, bool signed)
    {
        ScriptType? named = Words(type) is "char" ? new IntegerType(1, true) : model.NamedType(Words(type));
        return named ?? Value(type, size, signed);
    }

    private ScriptType Value(string type, int size, bool signed)
    {
        string words = Words(type);
        if (words.EndsWith('*') && size == 8)
        {
            string target = Words(words[..^1]);
            if (target.EndsWith("const", StringComparison.Ordinal))
                target = target[..^5].Trim();
            ScriptType pointee = target.EndsWith('*') ? Value(target, 8, false) : model.NamedType(target) ?? VoidType.Instance;
            return new PointerType(pointee, AddressSpace.Unknown);
        }

        // Integers are told by size and sign, so that they need no BTF.
        bool tagged = words.StartsWith("struct ", StringComparison.Ordinal) || words.StartsWith("union ", StringComparison.Ordinal) || words.StartsWith("enum ", StringComparison.Ordinal);
        if (tagged && model.NamedType(words) is { } known && known.Size == size)
            return known;
        if (words is "bool" && size == 1)
            return BoolType.Instance;
        return size is 1 or 2 or 4 or 8 ? new IntegerType(size, signed) : new ArrayType(new IntegerType(1, false), size);
    }
}
