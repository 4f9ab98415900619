namespace Borescope.Script.Types;

/// <summary>A type of the script language. Two types are equal when their values have the same meaning and the same layout in memory.</summary>
/// <remarks>
/// <see cref="Size"/> is the number of bytes a value takes in BPF memory (stack, map, event). Values of <see cref="IsScalar"/> types are
/// computed in a register; all others live in memory and are handled by address. All integers are little endian.
/// </remarks>
public abstract record ScriptType
{
    /// <summary>Bytes in memory; 0 for <see cref="VoidType"/>.</summary>
    public abstract int Size { get; }

    /// <summary>Natural alignment in bytes: 1, 2, 4 or 8.</summary>
    public virtual int Alignment => Size switch { 1 => 1, 2 => 2, 4 => 4, _ => 8 };

    /// <summary>True when a value is held in one register (integers, booleans, enums, pointers, and what is identified by one number).</summary>
    public virtual bool IsScalar => false;

    /// <summary>True for integers and enums.</summary>
    public bool IsInteger => this is IntegerType or EnumType;

    /// <summary>The name as scripts and diagnostics write it: <c>int64</c>, <c>string[64]</c>, <c>struct task_struct *</c>.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}

/// <summary>The type of calls that yield nothing.</summary>
public sealed record VoidType : ScriptType
{
    /// <summary>The one value.</summary>
    public static readonly VoidType Instance = new();

    /// <inheritdoc/>
    public override int Size => 0;

    /// <inheritdoc/>
    public override string Name => "none";
}
