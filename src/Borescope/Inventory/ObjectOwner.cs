namespace Borescope.Inventory;

/// <summary>A process that holds an object open.</summary>
/// <param name="Kind">Kind of object.</param>
/// <param name="Id">Number of the object.</param>
/// <param name="Pid">Process.</param>
/// <param name="Command">Its name, at most 15 characters.</param>
public sealed record ObjectOwner(ObjectKind Kind, uint Id, int Pid, string Command);
