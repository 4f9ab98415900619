using System;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics.Functions;

/// <summary>A function.</summary>
/// <param name="Name">Its name, which the bound call carries unless its file says otherwise.</param>
/// <param name="Signature">How it is called.</param>
/// <param name="Documentation">What it does, one line.</param>
/// <param name="MinArguments">Fewest arguments.</param>
/// <param name="MaxArguments">Most arguments.</param>
/// <param name="Bind">Binds a call whose number of arguments is right; null: not supported yet.</param>
/// <param name="IsUnsafe">Needs <c>--unsafe</c>.</param>
/// <param name="IsOnlyValue">A call does nothing but give a value: one that nobody uses is a mistake.</param>
internal sealed record FunctionRow(
    string Name,
    string Signature,
    string Documentation,
    int MinArguments,
    int MaxArguments,
    Func<ProbeBinder, CallSyntax, BoundExpression>? Bind,
    bool IsUnsafe = false,
    bool IsOnlyValue = false);
