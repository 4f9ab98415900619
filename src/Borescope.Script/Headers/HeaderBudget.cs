namespace Borescope.Script.Headers;

/// <summary>Bounds what headers may make the reader do: a few lines of macros can stand for more text than there is memory.</summary>
internal sealed class HeaderBudget
{
    /// <summary>Most files read for one script.</summary>
    public const int MaxFiles = 4000;

    /// <summary>Deepest nesting of includes.</summary>
    public const int MaxDepth = 200;

    /// <summary>Most bytes of a file.</summary>
    public const int MaxFileBytes = 16 << 20;

    private const int MaxTokens = 4_000_000;

    private int _tokens;

    /// <summary>Counts tokens that macros made.</summary>
    /// <exception cref="HeaderException">There were too many.</exception>
    public void Spend(int tokens)
    {
        _tokens += tokens;
        if (_tokens > MaxTokens)
            throw new HeaderException($"macros expand to more than {MaxTokens} tokens");
    }
}
