namespace Borescope.Generators.Objects;

/// <summary>A global variable, or a value of the kernel's configuration, as a member of the class.</summary>
/// <param name="Name">Name in the object.</param>
/// <param name="Type">C# type.</param>
/// <param name="Declaration">Declaration in C.</param>
/// <param name="Place">Where it lives.</param>
internal sealed record VariableMember(string Name, string Type, string Declaration, VariablePlace Place)
{
    internal void Write(CodeWriter code, string name)
    {
        var literal = CodeWriter.Literal(Name);
        code.Gap();
        switch (Place)
        {
            case VariablePlace.Live:
                code.Summary($"Variable {CodeWriter.Code(Declaration)}, in memory that the programs share.");
                code.Line($"public ref {Type} {name} => ref Object.Variable<{Type}>({literal});");
                break;
            case VariablePlace.Constant:
                code.Summary($"Constant {CodeWriter.Code(Declaration)}, as it was set before loading.");
                code.Line($"public {Type} {name} => Object.Constant<{Type}>({literal});");
                break;
            default:
                code.Summary($"Option {CodeWriter.Code(Declaration)} of the running kernel.");
                code.Line($"public {Type} {name} => Object.Configuration<{Type}>({literal});");
                break;
        }
    }

    internal void WriteSetting(CodeWriter code, NameScope names)
    {
        if (Place == VariablePlace.Configuration)
            return;
        var literal = CodeWriter.Literal(Name);
        code.Gap();
        code.Summary(Place == VariablePlace.Constant
            ? $"Constant {CodeWriter.Code(Declaration)}: the verifier leaves out what it rules out." : $"What variable {CodeWriter.Code(Declaration)} starts with.");
        code.Line($"public {Type} {names.Claim(Identifiers.Pascal(Name), "Variable")}");
        code.Open();
        code.Line($"get => spec.Get<{Type}>({literal});");
        code.Line($"set => spec.Set({literal}, value);");
        code.Close();
    }
}
