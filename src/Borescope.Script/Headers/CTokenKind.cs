namespace Borescope.Script.Headers;

/// <summary>Kinds of preprocessing tokens.</summary>
internal enum CTokenKind
{
    Identifier,
    Number,
    Text,
    Punctuator,

    /// <summary>Not of the text: here the expansion of the macro it names ends.</summary>
    EndOfMacro,
}
