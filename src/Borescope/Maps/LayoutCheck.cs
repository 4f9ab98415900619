using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Borescope.Btf;

namespace Borescope.Maps;

/// <summary>Holds C# types against the types of a map: by size, and field by field where the C# type declares its layout and the map has BTF.</summary>
internal static class LayoutCheck
{
    /// <exception cref="LayoutMismatchException">They differ.</exception>
    internal static void Key<T>(BpfMap map)
        where T : unmanaged => Check<T>(map, $"the key of map {map.Name}", map.KeySize, isKey: true);

    /// <exception cref="LayoutMismatchException">They differ.</exception>
    internal static void Value<T>(BpfMap map)
        where T : unmanaged => Check<T>(map, $"the value of map {map.Name}", (int)map.Spec.ValueSize, isKey: false);

    /// <summary>Compares with a type of BTF.</summary>
    /// <exception cref="LayoutMismatchException">They differ.</exception>
    internal static void Against<T>(BtfType type, string subject)
        where T : unmanaged => Compare(subject, typeof(T).Name, Unsafe.SizeOf<T>(), FieldsOf<T>(), type, (int)type.Size);

    private static IReadOnlyList<LayoutField>? FieldsOf<T>()
        where T : unmanaged => default(T) is IBpfLayout declared ? declared.Layout : null;

    private static void Check<T>(BpfMap map, string subject, int size, bool isKey)
        where T : unmanaged
    {
        var fields = FieldsOf<T>();
        if (fields is null && Unsafe.SizeOf<T>() == size)
            return;
        var info = map.ReadInfo();
        if (!LoadedBtf.TryRead(map.Calls, info.TypesId, map.Name, out var types))
        {
            Compare(subject, typeof(T).Name, Unsafe.SizeOf<T>(), fields, default, size);
            return;
        }

        using (types)
            Compare(subject, typeof(T).Name, Unsafe.SizeOf<T>(), fields, types![isKey ? info.KeyTypeId : info.ValueTypeId], size);
    }

    private static void Compare(string subject, string name, int actual, IReadOnlyList<LayoutField>? fields, BtfType type, int size)
    {
        var comparison = type.IsVoid ? null : new LayoutComparison(type, name, actual, fields);
        if (actual != size)
            throw new LayoutMismatchException(subject, name, $"it has {size} bytes, {name} has {actual}", comparison?.Text() ?? "");
        if (fields is not null && comparison is { Differences: > 0 })
        {
            throw new LayoutMismatchException(
                subject, name, comparison.Differences == 1 ? "a field lies elsewhere" : $"{comparison.Differences} fields lie elsewhere", comparison.Text());
        }
    }
}
