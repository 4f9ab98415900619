using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Sources.Reads;

/// <summary>
/// Which pointers of a program lead to memory that the kernel does not let it read directly: what came in registers, what was a number before, and what was itself read
/// from memory. The context, the stack and values of maps can be read. Only functions of probes count, and those that only they call: in others the kernel knows the types.
/// </summary>
internal sealed class ForeignPointers
{
    private static readonly HashSet<string> Probes = new(StringComparer.Ordinal)
    {
        "kprobe", "kretprobe", "ksyscall", "kretsyscall", "uprobe", "uretprobe", "usdt", "tracepoint", "tp", "raw_tp", "raw_tracepoint", "perf_event",
        "TRACEPOINT_PROBE", "RAW_TRACEPOINT_PROBE",
    };

    private readonly Dictionary<string, SyntaxNode> _functions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private readonly List<SyntaxNode> _followed = [];
    private bool _grows;

    internal ForeignPointers(SyntaxNode unit, byte[] source)
    {
        var ofProbes = new HashSet<string>(StringComparer.Ordinal);
        var ofOthers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in unit.Children)
        {
            if (node.Kind == "VarDecl" && node.IsPointer)
                _found.Add(node.Id);
            else if (node.Kind == "FunctionDecl" && Body(node) is not null)
                _functions[node.Name] = node;
        }

        foreach (var node in unit.Children)
        {
            if (node.Kind == "FunctionDecl" && node.Children.Find(static part => part.Kind == "SectionAttr") is { } section)
                Reach(node.Name, Probes.Contains(SectionKind(source, section.Origin)) ? ofProbes : ofOthers);
        }

        foreach (var (name, function) in _functions)
        {
            if (ofProbes.Contains(name) && !ofOthers.Contains(name))
                _followed.Add(function);
        }

        do
        {
            _grows = false;
            foreach (var function in _followed)
                Collect(Body(function)!, function);
        }
        while (_grows);
    }

    /// <summary>The functions whose reads count.</summary>
    internal IReadOnlyList<SyntaxNode> Functions => _followed;

    /// <summary>The statements of a function, or null.</summary>
    internal static SyntaxNode? Body(SyntaxNode function) => function.Children.Find(static part => part.Kind == "CompoundStmt");

    /// <summary>Whether a place in memory is named through such a pointer.</summary>
    internal bool Leads(SyntaxNode place) => place.Kind switch
    {
        "ParenExpr" => Leads(place.Children[0]),
        "MemberExpr" => place.IsArrow ? IsForeign(place.Children[0]) : Leads(place.Children[0]),
        "ArraySubscriptExpr" => IsForeign(place.Children[place.Children[0].IsPointer ? 0 : 1]),
        "UnaryOperator" when place.Operator == "*" => IsForeign(place.Children[0]),
        _ => false,
    };

    private bool IsForeign(SyntaxNode value)
    {
        if (!value.IsPointer)
            return false;
        switch (value.Kind)
        {
            case "ParenExpr":
                return IsForeign(value.Children[0]);
            case "ImplicitCastExpr" or "CStyleCastExpr":
                var inner = value.Children[0];
                return value.Cast switch
                {
                    "IntegralToPointer" => Pointer(inner) is not { } source || IsForeign(source),
                    "LValueToRValue" => IsRead(inner.Bare),
                    "ArrayToPointerDecay" => Leads(inner),
                    _ => IsForeign(inner),
                };
            case "UnaryOperator":
                return value.Operator == "&" ? Leads(value.Children[0]) : IsForeign(value.Children[0]);
            case "BinaryOperator":
                return value.Operator == "," ? IsForeign(value.Children[1]) : IsForeign(value.Children[0]) || IsForeign(value.Children[1]);
            case "ConditionalOperator":
                return IsForeign(value.Children[1]) || IsForeign(value.Children[2]);
            case "StmtExpr":
                return value.Children[0].Children is [.., var last] && IsForeign(last);
            case "CallExpr":
                return _found.Contains(Callee(value));
            default:
                return false;
        }
    }

    // A pointer that lies in memory comes back as a number.
    private bool IsRead(SyntaxNode place) => place.Kind != "DeclRefExpr" || _found.Contains(place.TargetId);

    // The pointer that a number was: (unsigned long)&x.
    private static SyntaxNode? Pointer(SyntaxNode number) => number.Kind switch
    {
        "ParenExpr" => Pointer(number.Children[0]),
        "ImplicitCastExpr" or "CStyleCastExpr" when number.Cast == "PointerToIntegral" => number.Children[0],
        "ImplicitCastExpr" or "CStyleCastExpr" when number.Cast is "IntegralCast" or "NoOp" => Pointer(number.Children[0]),
        "IntegerLiteral" => number,
        _ => null,
    };

    private void Collect(SyntaxNode node, SyntaxNode function)
    {
        switch (node.Kind)
        {
            case "VarDecl" when node.Children.Exists(IsForeign):
                Add(node.Id);
                break;
            case "BinaryOperator" when node.Operator == "=" && node.Children[0].Bare is { Kind: "DeclRefExpr" } target && IsForeign(node.Children[1]):
                Add(target.TargetId);
                break;
            case "ReturnStmt" when node.Children is [var value] && IsForeign(value):
                Add(function.Name);
                break;
            case "CallExpr":
                Pass(node);
                break;
        }

        foreach (var child in node.Children)
            Collect(child, function);
    }

    private void Pass(SyntaxNode call)
    {
        var name = Callee(call);
        if (_functions.TryGetValue(name, out var function))
        {
            var parameters = function.Children.FindAll(static part => part.Kind == "ParmVarDecl");
            for (var index = 0; index < parameters.Count && index + 1 < call.Children.Count; index++)
            {
                if (IsForeign(call.Children[index + 1]))
                    Add(parameters[index].Id);
            }
        }
        else if (name.StartsWith("bpf_probe_read", StringComparison.Ordinal) && call.Children.Count > 1 && Variable(call.Children[1]) is { } filled)
        {
            Add(filled);
        }
    }

    // The variable whose address is given.
    private static string? Variable(SyntaxNode value) => value.Kind switch
    {
        "ParenExpr" or "ImplicitCastExpr" or "CStyleCastExpr" => Variable(value.Children[0]),
        "UnaryOperator" when value.Operator == "&" && value.Children[0].Bare is { Kind: "DeclRefExpr" } variable => variable.TargetId,
        _ => null,
    };

    private static string Callee(SyntaxNode call)
    {
        var node = call.Children[0];
        while (node.Kind is "ParenExpr" or "ImplicitCastExpr")
            node = node.Children[0];
        return node.TargetName;
    }

    private void Add(string id) => _grows |= _found.Add(id);

    private void Reach(string name, HashSet<string> reached)
    {
        if (!_functions.TryGetValue(name, out var function) || !reached.Add(name))
            return;
        ReachCalls(Body(function)!, reached);
    }

    private void ReachCalls(SyntaxNode node, HashSet<string> reached)
    {
        if (node.Kind == "DeclRefExpr")
            Reach(node.TargetName, reached);
        foreach (var child in node.Children)
            ReachCalls(child, reached);
    }

    // SEC("kprobe/vfs_read"), or the macro that says it.
    private static string SectionKind(byte[] source, int at)
    {
        if (at < 0 || at >= source.Length)
            return "";
        var text = source.AsSpan(at);
        var word = Word(text);
        if (word.EndsWith("_PROBE", StringComparison.Ordinal))
            return word;
        var quote = text.IndexOf((byte)'"');
        return quote < 0 ? "" : Word(text[(quote + 1)..].TrimStart("?"u8));
    }

    private static string Word(ReadOnlySpan<byte> text) => Encoding.ASCII.GetString(text[..SourceMask.NameLength(text)]);
}
