using System.Collections.Generic;

namespace Borescope.Sources.Reads;

/// <summary>A node of a C program as clang understands it: what tells reads of memory from everything else.</summary>
internal sealed class SyntaxNode
{
    /// <summary>clang's name of the kind, such as <c>MemberExpr</c>.</summary>
    internal string Kind { get; set; } = "";

    /// <summary>What a declaration declares, or the member of a member expression; empty for unnamed ones.</summary>
    internal string Name { get; set; } = "";

    /// <summary>What a cast does, such as <c>LValueToRValue</c>.</summary>
    internal string Cast { get; set; } = "";

    /// <summary>The operator.</summary>
    internal string Operator { get; set; } = "";

    /// <summary>The type in C, without typedef names.</summary>
    internal string Type { get; set; } = "";

    /// <summary>Number of a declaration.</summary>
    internal string Id { get; set; } = "";

    /// <summary>Number of the variable, parameter or function that is named, or of the member that is read.</summary>
    internal string TargetId { get; set; } = "";

    /// <summary>Name of the variable, parameter or function.</summary>
    internal string TargetName { get; set; } = "";

    /// <summary>Whether a member is named through a pointer.</summary>
    internal bool IsArrow { get; set; }

    /// <summary>Whether a member of a structure has a width in bits.</summary>
    internal bool IsBitField { get; set; }

    /// <summary>Where it is written.</summary>
    internal SourceRange Range { get; set; }

    /// <summary>Where it begins for a reader of the source: the macro's name where a macro made it.</summary>
    internal int Origin { get; set; }

    /// <summary>What it consists of.</summary>
    internal List<SyntaxNode> Children { get; } = [];

    /// <summary>Whether it is a pointer.</summary>
    internal bool IsPointer => Type.Contains('*') && !Type.EndsWith(']');

    /// <summary>The same without parentheses.</summary>
    internal SyntaxNode Bare => Kind == "ParenExpr" && Children.Count == 1 ? Children[0].Bare : this;
}
