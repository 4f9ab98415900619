using System.Text;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>Spells types as C does, outermost declarator last: <c>const char *</c>, <c>int[16]</c>, <c>void (*)(int, long)</c>.</summary>
internal static class BtfTypeName
{
    private const int MaxParameters = 32;

    // Hostile prototypes can refer to each other so that the text grows exponentially.
    private const int MaxTypes = 256;

    internal static string Of(BtfType type) => Of(type, "");

    internal static string Of(BtfType type, string name)
    {
        var budget = MaxTypes;
        return Declare(type, name, 0, ref budget);
    }

    private static string Declare(BtfType type, string declarator, int depth, ref int budget)
    {
        if (depth > BtfLimits.MaxDepth || --budget < 0)
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
                return Declare(target, inner, depth + 1, ref budget);
            case BtfKind.Array:
                return Declare(type.Target, $"{declarator}[{type.ElementCount}]", depth + 1, ref budget);
            case BtfKind.Const:
                return Qualify(type, "const", declarator, depth, ref budget);
            case BtfKind.Volatile:
                return Qualify(type, "volatile", declarator, depth, ref budget);
            case BtfKind.Restrict:
                return Declare(type.Target, declarator, depth + 1, ref budget);
            case BtfKind.TypeTag:
                return Declare(type.Target, declarator, depth + 1, ref budget);
            case BtfKind.Struct:
                return Join(Tagged("struct", type), declarator);
            case BtfKind.Union:
                return Join(Tagged("union", type), declarator);
            case BtfKind.Enum or BtfKind.Enum64:
                return Join(Tagged("enum", type), declarator);
            case BtfKind.Forward:
                return Join(Tagged(type.IsForwardUnion ? "union" : "struct", type), declarator);
            case BtfKind.FunctionPrototype:
                return Declare(type.Target, $"{declarator}({ParameterList(type, depth, ref budget)})", depth + 1, ref budget);
            case BtfKind.Function:
                return Declare(type.Target, type.Name, depth + 1, ref budget);
            case BtfKind.Variable:
                return Declare(type.Target, type.Name, depth + 1, ref budget);
            default:
                return Join(type.Name, declarator);
        }
    }

    private static string ParameterList(BtfType prototype, int depth, ref int budget)
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
            text.Append(Declare(parameter.Type, parameter.Name, depth + 1, ref budget));
        }

        if (parameters.IsVariadic)
            text.Append(text.Length == 0 ? "..." : ", ...");
        return text.ToString();
    }

    // "const" belongs before a name but after a star: const char *, but char *const.
    private static string Qualify(BtfType type, string qualifier, string declarator, int depth, ref int budget)
    {
        var target = type.Target;
        return target.Kind == BtfKind.Pointer
            ? Declare(target, declarator.Length == 0 ? qualifier : $"{qualifier} {declarator}", depth + 1, ref budget)
            : $"{qualifier} {Declare(target, declarator, depth + 1, ref budget)}";
    }

    private static string Tagged(string keyword, BtfType type) => type.NameBytes.IsEmpty ? $"{keyword} (anonymous)" : $"{keyword} {type.Name}";

    private static string Join(string name, string declarator) => declarator.Length == 0 || declarator[0] == '[' ? name + declarator : $"{name} {declarator}";
}
