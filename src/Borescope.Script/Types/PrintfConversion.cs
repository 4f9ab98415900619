using System;

namespace Borescope.Script.Types;

/// <summary>What a printf conversion expects and prints.</summary>
public enum PrintfConversionKind
{
    /// <summary><c>%d</c>, <c>%i</c>: signed decimal.</summary>
    Signed,

    /// <summary><c>%u</c>: unsigned decimal.</summary>
    Unsigned,

    /// <summary><c>%o</c>: octal.</summary>
    Octal,

    /// <summary><c>%x</c>: hexadecimal, small letters.</summary>
    Hex,

    /// <summary><c>%X</c>: hexadecimal, capital letters.</summary>
    UpperHex,

    /// <summary><c>%c</c>: one byte.</summary>
    Character,

    /// <summary><c>%p</c>: pointer.</summary>
    Pointer,

    /// <summary><c>%s</c>: any value as text.</summary>
    String,

    /// <summary><c>%gr</c>: flags of a page allocation by name.</summary>
    AllocationFlags,

    /// <summary><c>%r</c>: buffer, printable ASCII raw, other bytes as <c>\x00</c>.</summary>
    Buffer,

    /// <summary><c>%rx</c>: buffer, every byte as <c>\x00</c>.</summary>
    BufferEscapedHex,

    /// <summary><c>%rh</c>: buffer, bytes as hexadecimal digits with blanks between.</summary>
    BufferHex,
}

/// <summary>Flags of a printf conversion.</summary>
[Flags]
public enum PrintfFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>-</c>: left aligned.</summary>
    Left = 1,

    /// <summary><c>+</c>: sign for positive numbers too.</summary>
    Plus = 2,

    /// <summary>Blank in place of the plus sign.</summary>
    Space = 4,

    /// <summary><c>#</c>: 0x, 0X or leading 0.</summary>
    Alternate = 8,

    /// <summary><c>0</c>: filled with zeros.</summary>
    Zero = 16,
}

/// <summary>One conversion of a printf format.</summary>
/// <param name="Kind">What it prints.</param>
/// <param name="Flags">Flags.</param>
/// <param name="Width">Smallest width in bytes; 0 when not given.</param>
/// <param name="Precision">Precision; -1 when not given.</param>
/// <param name="Bytes">Bytes of the argument that count, from the length modifier: <c>hh</c> 1, <c>h</c> 2, none 4, <c>l ll j z t</c> 8.</param>
/// <param name="Offset">Index of the <c>%</c> in the format, in UTF-16 code units.</param>
/// <param name="Length">UTF-16 code units of the conversion.</param>
public sealed record PrintfConversion(PrintfConversionKind Kind, PrintfFlags Flags, int Width, int Precision, int Bytes, int Offset, int Length)
{
    /// <summary>Whether it prints a number.</summary>
    public bool WantsInteger => Kind <= PrintfConversionKind.Pointer;

    /// <summary>Whether it takes nothing but an integer, bool or pointer, as a number or by names.</summary>
    public bool TakesInteger => WantsInteger || Kind == PrintfConversionKind.AllocationFlags;

    /// <summary>Whether it wants a value of <c>buf()</c>.</summary>
    public bool WantsBuffer => Kind >= PrintfConversionKind.Buffer;

    /// <summary>Whether a value of that type can be printed by it.</summary>
    /// <param name="type">Type of the argument.</param>
    public bool Accepts(ScriptType type) => type switch
    {
        VoidType => false,
        _ when TakesInteger => type is IntegerType or EnumType or BoolType or PointerType or KernelSymbolType,
        _ when WantsBuffer => type is BufferType or StringType or ArrayType { Element.Size: 1 },
        _ => true,
    };
}

/// <summary>What is wrong in a printf format.</summary>
/// <param name="Message">A sentence that names the problem.</param>
/// <param name="Offset">Index in the format, in UTF-16 code units.</param>
/// <param name="Length">UTF-16 code units concerned.</param>
public sealed record PrintfError(string Message, int Offset, int Length);
