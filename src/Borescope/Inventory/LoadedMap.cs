using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Inventory;

/// <summary>A map that exists in the kernel, whoever created it.</summary>
/// <param name="Id">Number of the kernel; never used again while it runs.</param>
/// <param name="Type">Type.</param>
/// <param name="Name">Name, at most 15 characters.</param>
/// <param name="KeySize">Bytes of a key.</param>
/// <param name="ValueSize">Bytes of a value (of one CPU).</param>
/// <param name="MaxEntries">Most elements.</param>
/// <param name="Flags">Flags.</param>
/// <param name="TypesId">Number of the types that describe key and value, 0 for none.</param>
/// <param name="KeyTypeId">Type of the key there.</param>
/// <param name="ValueTypeId">Type of the value there.</param>
public sealed record LoadedMap(
    uint Id, BpfMapType Type, string Name, uint KeySize, uint ValueSize, uint MaxEntries, MapFlags Flags, uint TypesId, uint KeyTypeId, uint ValueTypeId);
