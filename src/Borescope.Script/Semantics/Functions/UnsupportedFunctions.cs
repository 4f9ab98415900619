namespace Borescope.Script.Semantics.Functions;

/// <summary>Functions of the language that are not supported yet: known by name so that a script is told so.</summary>
internal static class UnsupportedFunctions
{
    /// <summary>The rows.</summary>
    public static readonly FunctionRow[] Rows =
    [
        Row("dw_ustack", "dw_ustack([limit])", "user stack unwound by .eh_frame"),
    ];

    private static FunctionRow Row(string name, string signature, string documentation) => new(name, signature, documentation, 0, 127, null);
}
