namespace Borescope.Objects;

/// <summary>What a relocation asks of the kernel's types; numbers of the kernel's <c>enum bpf_core_relo_kind</c>.</summary>
public enum CoreRelocationKind
{
    /// <summary>Offset of a field in bytes.</summary>
    FieldByteOffset = 0,

    /// <summary>Size of a field in bytes.</summary>
    FieldByteSize = 1,

    /// <summary>Whether the field exists.</summary>
    FieldExists = 2,

    /// <summary>Whether the field has a sign.</summary>
    FieldSigned = 3,

    /// <summary>Left shift that brings a bit field to the top of 64 bits.</summary>
    FieldLeftShift = 4,

    /// <summary>Right shift that brings it down again.</summary>
    FieldRightShift = 5,

    /// <summary>Id of the type in the object's own BTF.</summary>
    TypeIdLocal = 6,

    /// <summary>Id of the type in the kernel's BTF.</summary>
    TypeIdTarget = 7,

    /// <summary>Whether the type exists.</summary>
    TypeExists = 8,

    /// <summary>Size of the type in bytes.</summary>
    TypeSize = 9,

    /// <summary>Whether the enumerator exists.</summary>
    EnumValueExists = 10,

    /// <summary>Value of the enumerator.</summary>
    EnumValue = 11,

    /// <summary>Whether the type looks the same, member by member.</summary>
    TypeMatches = 12,
}
