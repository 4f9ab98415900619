using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Borescope.Tests.Api;

/// <summary>The public surface of an assembly as text: a line per type, a line per member below it, in a fixed order.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What the compiler adds to every record says nothing new.
    private static readonly HashSet<string> OfRecords = ["Equals", "GetHashCode", "ToString", "PrintMembers", "EqualityContract", "op_Equality", "op_Inequality", "Deconstruct", "<Clone>$"];

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(char)] = "char", [typeof(string)] = "string", [typeof(object)] = "object", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
    };

    internal static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Declaration(type)).Append('\n');
            foreach (var line in Members(type).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static string Declaration(Type type)
    {
        var kind = type.IsEnum ? "enum"
            : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : type.IsInterface ? "interface"
            : type.IsValueType ? (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref struct" : "struct")
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        var parents = new List<string>();
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object))
            parents.Add(Name(parent));
        if (type.IsEnum)
            parents.Add(Name(Enum.GetUnderlyingType(type)));
        else
            parents.AddRange(type.GetInterfaces().Where(static face => face.IsPublic && !face.Name.StartsWith("IEquatable", StringComparison.Ordinal)).Select(Name).Order(StringComparer.Ordinal));
        return $"{kind} {type.Namespace}.{Name(type)}" + (parents.Count > 0 ? " : " + string.Join(", ", parents) : "");
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type))
                yield return $"{name} = {Convert.ToInt64(Convert.ChangeType(Enum.Parse(type, name), Enum.GetUnderlyingType(type), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)}";
            yield break;
        }

        var nullability = new NullabilityInfoContext();
        var isRecord = type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", Declared) is not null;
        foreach (var member in type.GetMembers(Declared))
        {
            if (isRecord && (OfRecords.Contains(member.Name) || member.IsDefined(typeof(CompilerGeneratedAttribute)) && member is MethodInfo { IsSpecialName: false }))
                continue;
            if (Member(member, nullability) is { } line)
                yield return line;
        }
    }

    private static string? Member(MemberInfo member, NullabilityInfoContext nullability) => member switch
    {
        FieldInfo field when IsVisible(field) =>
            $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field is { IsInitOnly: true } ? "readonly " : "")}{Name(field.FieldType)}{Mark(nullability.Create(field))} {field.Name}"
            + (field.IsLiteral ? $" = {field.GetRawConstantValue()}" : ""),
        ConstructorInfo constructor when IsVisible(constructor) && !constructor.IsStatic => $"{Access(constructor)}new({Parameters(constructor, nullability)})",
        PropertyInfo property when Accessor(property) is { } accessor =>
            $"{Access(accessor)}{Modifiers(accessor)}{Name(property.PropertyType)}{Mark(nullability.Create(property))} {(property.GetIndexParameters().Length > 0 ? $"this[{Parameters(property.GetMethod!, nullability)}]" : property.Name)} {{{Accessors(property)} }}",
        EventInfo happening when IsVisible(happening.AddMethod!) => $"event {Name(happening.EventHandlerType!)} {happening.Name}",
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            $"{Access(method)}{Modifiers(method)}{Name(method.ReturnType)}{Mark(nullability.Create(method.ReturnParameter))} {method.Name}{Arguments(method)}({Parameters(method, nullability)})",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static MethodInfo? Accessor(PropertyInfo property) =>
        property.GetMethod is { } get && IsVisible(get) ? get : property.SetMethod is { } set && IsVisible(set) ? set : null;

    private static string Accessors(PropertyInfo property)
    {
        var text = property.GetMethod is { } get && IsVisible(get) ? " get;" : "";
        if (property.SetMethod is { } set && IsVisible(set))
            text += set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        return text;
    }

    private static string Modifiers(MethodInfo method) => method.IsStatic ? method.IsAbstract ? "static abstract " : "static "
        : method.DeclaringType!.IsInterface ? ""
        : method.IsAbstract ? "abstract "
        : method.IsVirtual && method.GetBaseDefinition() != method ? "override "
        : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";

    private static string Arguments(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method, NullabilityInfoContext nullability) => string.Join(", ", method.GetParameters().Select(parameter =>
    {
        var way = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var preset = !parameter.HasDefaultValue ? "" : parameter.RawDefaultValue is string text ? $" = \"{text}\"" : $" = {parameter.RawDefaultValue ?? "null"}";
        return $"{way}{Name(type)}{Mark(nullability.Create(parameter))} {parameter.Name}{preset}";
    }));

    private static string Mark(NullabilityInfo info) =>
        !info.Type.IsValueType && !info.Type.IsPointer && !(info.Type.IsByRef && info.Type.GetElementType()!.IsValueType)
        && (info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable) ? "?" : "";

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        if (type.IsPointer)
            return Name(type.GetElementType()!) + "*";
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        if (type.IsGenericParameter)
            return type.Name;
        var outer = type.IsNested ? Name(type.DeclaringType!) + "." : "";
        var name = type.Name.Split('`')[0];
        var arguments = type.GetGenericArguments();
        return outer + name + (type.IsGenericType && type.Name.Contains('`', StringComparison.Ordinal) ? $"<{string.Join(", ", arguments.Select(Name))}>" : "");
    }
}
