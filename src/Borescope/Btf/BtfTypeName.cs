using System.Text;

namespace Borescope.Btf;

/// <summary>Spells types as C does, outermost declarator last: <c>const char *</c>, <c>int[16]</c>, <c>void (*)(int, long)</c>.</summary>
internal static class BtfTypeName
{
    private const int MaxParameters = 32;

    internal static string Of(BtfType type) => Declare(type, "", 0);

    private static string Declare(BtfType type, string declarator, int depth)
    {
        if (depth > BtfLimits.MaxDepth)
            return "...";
        switch (type.Kind)
        {
            case BtfKind.Void:
                return Join("void", declarator);
            case BtfKind.Pointer:
                var target = type.Target;
                var unqualified = target.SkipQualifiers().Kind;
                var inner = unqualified is BtfKind.FunctionPrototype or BtfKind.Array && target.Kind == unqualified
                    ? $"(*{declarator})" : $"*{declarator}";
                return Declare(target, inner, depth + 1);
            case BtfKind.Array:
                return Declare(type.Target, $"{declarator}[{type.ElementCount}]", depth + 1);
            case BtfKind.Const:
                return Qualify(type, "const", declarator, depth);
            case BtfKind.Volatile:
                return Qualify(type, "volatile", declarator, depth);
            case BtfKind.Restrict:
                return Declare(type.Target, declarator, depth + 1);
            case BtfKind.TypeTag:
                return Declare(type.Target, declarator, depth + 1);
            case BtfKind.Struct:
                return Join(Tagged("struct", type), declarator);
            case BtfKind.Union:
                return Join(Tagged("union", type), declarator);
            case BtfKind.Enum or BtfKind.Enum64:
                return Join(Tagged("enum", type), declarator);
            case BtfKind.Forward:
                return Join(Tagged(type.IsForwardUnion ? "union" : "struct", type), declarator);
            case BtfKind.FunctionPrototype:
                return Declare(type.Target, $"{declarator}({ParameterList(type, depth)})", depth + 1);
            case BtfKind.Function:
                return Declare(type.Target, type.Name, depth + 1);
            case BtfKind.Variable:
                return Declare(type.Target, type.Name, depth + 1);
            default:
                return Join(type.Name, declarator);
        }
    }

    private static string ParameterList(BtfType prototype, int depth)
    {
        var parameters = prototype.Parameters;
        if (parameters is { Count: 0, IsVariadic: false })
            return "void";
        var text = new StringBuilder();
        for (var index = 0; index < parameters.Count && index < MaxParameters; index++)
        {
            if (index > 0)
                text.Append(", ");
            var parameter = parameters[index];
            text.Append(Declare(parameter.Type, parameter.Name, depth + 1));
        }

        if (parameters.IsVariadic)
            text.Append(text.Length == 0 ? "..." : ", ...");
        return text.ToString();
    }

    // "const" belongs before a name but after a star: const char *, but char *const.
    private static string Qualify(BtfType type, string qualifier, string declarator, int depth)
    {
        var target = type.Target;
        return target.Kind == BtfKind.Pointer
            ? Declare(target, declarator.Length == 0 ? qualifier : $"{qualifier} {declarator}", depth + 1)
            : $"{qualifier} {Declare(target, declarator, depth + 1)}";
    }

    private static string Tagged(string keyword, BtfType type) => type.NameBytes.IsEmpty ? $"{keyword} (anonymous)" : $"{keyword} {type.Name}";

    private static string Join(string name, string declarator) => declarator.Length == 0 || declarator[0] == '[' ? name + declarator : $"{name} {declarator}";
}
