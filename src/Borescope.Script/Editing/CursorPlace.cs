namespace Borescope.Script.Editing;

/// <summary>Kinds of places in a script.</summary>
internal enum CursorPlace
{
    /// <summary>In a comment or string.</summary>
    Nothing,

    /// <summary>Between probes, where attach points and declarations start.</summary>
    TopLevel,

    /// <summary>In the config block.</summary>
    Config,

    /// <summary>In a C definition.</summary>
    Definition,

    /// <summary>In the block or predicate of a probe, macro or function.</summary>
    Code,
}
