using System.Collections.Generic;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics;

/// <summary>A macro being expanded: its arguments and where they are to be understood.</summary>
/// <param name="Id">Tells the variables of one expansion from those of another.</param>
/// <param name="Macro">The macro.</param>
/// <param name="Call">The call.</param>
/// <param name="Arguments">Arguments by parameter name.</param>
/// <param name="Caller">The frame of the call; null outside of macros.</param>
/// <param name="CallerScope">The scope of the call.</param>
internal sealed record MacroFrame(
    int Id, MacroSyntax Macro, TextSpan Call, Dictionary<string, ExpressionSyntax> Arguments, MacroFrame? Caller, Scope CallerScope);
