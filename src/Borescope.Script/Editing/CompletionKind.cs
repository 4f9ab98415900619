namespace Borescope.Script.Editing;

/// <summary>What a completion stands for; the numbers are those of the Language Server Protocol's CompletionItemKind.</summary>
public enum CompletionKind
{
    /// <summary>A function or macro.</summary>
    Function = 3,

    /// <summary>A member of a struct, tuple or record.</summary>
    Field = 5,

    /// <summary>A variable or map of the script.</summary>
    Variable = 6,

    /// <summary>A provider of probes.</summary>
    Module = 9,

    /// <summary>A setting.</summary>
    Property = 10,

    /// <summary>A keyword.</summary>
    Keyword = 14,

    /// <summary>A builtin variable.</summary>
    Constant = 21,

    /// <summary>A struct, union or enum.</summary>
    Struct = 22,

    /// <summary>A probe.</summary>
    Event = 23,
}
