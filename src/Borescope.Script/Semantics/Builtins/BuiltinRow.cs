using System;
using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics.Builtins;

/// <summary>A builtin variable.</summary>
/// <param name="Name">Canonical name, which the bound node carries.</param>
/// <param name="Signature">How it is written, with its type.</param>
/// <param name="Documentation">What it is, one line.</param>
/// <param name="Bind">Binds a use: binder, place, name as written, arguments in parentheses.</param>
/// <param name="MaxArguments">Most arguments of the form with parentheses.</param>
/// <param name="NeedsContext">Needs the probe's context, which callbacks do not have.</param>
internal sealed record BuiltinRow(
    string Name,
    string Signature,
    string Documentation,
    Func<ProbeBinder, TextSpan, string, IReadOnlyList<ExpressionSyntax>, BoundExpression> Bind,
    int MaxArguments = 0,
    bool NeedsContext = false);
