using System.Collections.Generic;

namespace Borescope.Symbols;

/// <summary>One place where a static marker (USDT) was compiled in; a marker of one name can have several, each with its arguments elsewhere.</summary>
/// <param name="Provider">Namespace of the marker: <c>python</c>.</param>
/// <param name="Name">Its name: <c>function__entry</c>.</param>
/// <param name="Address">Address in the file, before the load bias.</param>
/// <param name="Offset">Place in the file, bytes from its start.</param>
/// <param name="SemaphoreOffset">Place in the file of the counter that is above zero while somebody traces the marker; 0 when the marker has none.</param>
/// <param name="ArgumentText">The arguments as the note has them: <c>-4@%edi 8@-16(%rbp)</c>.</param>
/// <param name="Arguments">The arguments, readable or not.</param>
public sealed record UsdtSite(
    string Provider, string Name, ulong Address, ulong Offset, ulong SemaphoreOffset, string ArgumentText, IReadOnlyList<UsdtArgument> Arguments);
