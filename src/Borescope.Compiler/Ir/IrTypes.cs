namespace Borescope.Compiler.Ir;

/// <summary>Sizes and names of <see cref="IrType"/>.</summary>
public static class IrTypes
{
    /// <summary>Width in bits; 0 for <see cref="IrType.Void"/>.</summary>
    public static int Bits(this IrType type) => type switch
    {
        IrType.I1 => 1,
        IrType.I8 => 8,
        IrType.I16 => 16,
        IrType.I32 => 32,
        IrType.I64 or IrType.Pointer => 64,
        _ => 0,
    };

    /// <summary>Size in memory in bytes; a truth value takes one.</summary>
    public static int Bytes(this IrType type) => (type.Bits() + 7) / 8;

    /// <summary>Whether the type fills a whole register.</summary>
    public static bool Is64(this IrType type) => type >= IrType.I64;

    /// <summary>The name used in IR text.</summary>
    public static string Name(this IrType type) => type switch
    {
        IrType.I1 => "i1",
        IrType.I8 => "i8",
        IrType.I16 => "i16",
        IrType.I32 => "i32",
        IrType.I64 => "i64",
        IrType.Pointer => "ptr",
        _ => "void",
    };

    /// <summary>The integer type of that many bytes (1, 2, 4 or 8).</summary>
    public static IrType OfBytes(int bytes) => bytes switch
    {
        1 => IrType.I8,
        2 => IrType.I16,
        4 => IrType.I32,
        _ => IrType.I64,
    };
}
