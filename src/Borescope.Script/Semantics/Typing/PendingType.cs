using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Typing;

/// <summary>A type not known yet, or never because of an error that has been reported. Absorbs whatever it meets; no finished program contains it.</summary>
internal sealed record PendingType : ScriptType
{
    /// <summary>The one value.</summary>
    public static readonly PendingType Instance = new();

    /// <inheritdoc/>
    public override int Size => 8;

    /// <inheritdoc/>
    public override bool IsScalar => true;

    /// <inheritdoc/>
    public override string Name => "unknown";
}
