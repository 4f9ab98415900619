using System.Collections.Generic;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics;

/// <summary>A macro being expanded, or a function being called: its arguments and where they are to be understood.</summary>
/// <param name="Id">Tells the variables of one expansion from those of another.</param>
/// <param name="Macro">The macro; null for a function.</param>
/// <param name="Call">The call.</param>
/// <param name="Arguments">Arguments by parameter name.</param>
/// <param name="Caller">The frame of the call; null outside of macros.</param>
/// <param name="CallerScope">The scope of the call.</param>
internal sealed record MacroFrame(
    int Id, MacroSyntax? Macro, TextSpan Call, Dictionary<string, ExpressionSyntax> Arguments, MacroFrame? Caller, Scope CallerScope)
{
    /// <summary>The function, when this is the call of one; it sees all maps.</summary>
    public SubprogramSyntax? Function { get; init; }

    /// <summary>The variable that takes the function's result.</summary>
    public VariableState? Result { get; init; }
}
