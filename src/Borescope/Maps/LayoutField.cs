namespace Borescope.Maps;

/// <summary>Where one field of a structure lies.</summary>
/// <param name="Name">Name as in C; <c>a.b</c> for a member of a structure inside.</param>
/// <param name="Offset">Bytes from the start of the structure.</param>
/// <param name="Size">Bytes.</param>
public readonly record struct LayoutField(string Name, int Offset, int Size);
