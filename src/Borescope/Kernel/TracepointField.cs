namespace Borescope.Kernel;

/// <summary>One field of a tracepoint's record.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">C type of the field or of its elements, without the array part: <c>const char *</c>, <c>char</c>, <c>pid_t</c>.</param>
/// <param name="Offset">Bytes from the start of the record.</param>
/// <param name="Size">Bytes; 4 for data locations.</param>
/// <param name="IsSigned">Whether the kernel calls it signed.</param>
/// <param name="Location">Whether and how the content lies elsewhere in the record.</param>
/// <param name="ArrayLength">Elements of an array, 0 for a plain field, -1 when only the record knows.</param>
public sealed record TracepointField(
    string Name, string Type, int Offset, int Size, bool IsSigned, TracepointFieldLocation Location, int ArrayLength)
{
    /// <summary>Whether the field belongs to the header that every tracepoint has.</summary>
    public bool IsCommon => Name.StartsWith("common_", System.StringComparison.Ordinal);

    /// <summary>Whether the field is an array, fixed or dynamic.</summary>
    public bool IsArray => ArrayLength != 0;

    /// <summary>Whether the content is found through a data location.</summary>
    public bool IsDataLoc => Location != TracepointFieldLocation.InPlace;
}

/// <summary>Where a field's content lies.</summary>
public enum TracepointFieldLocation
{
    /// <summary>At the field's offset.</summary>
    InPlace,

    /// <summary><c>__data_loc</c>: the field holds length in the upper and offset from the record's start in the lower 16 bits.</summary>
    FromRecord,

    /// <summary><c>__rel_loc</c>: as <see cref="FromRecord"/>, but counted from the end of the field (5.17).</summary>
    FromField,
}
