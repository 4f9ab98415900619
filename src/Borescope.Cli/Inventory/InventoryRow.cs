using System;
using Borescope.Inventory;

namespace Borescope.Cli.Inventory;

/// <summary>One thing that can be asked about what is loaded.</summary>
/// <param name="Noun">prog, map or link.</param>
/// <param name="Name">list, show …</param>
/// <param name="Argument">What must follow; empty for nothing.</param>
/// <param name="Summary">A line of help.</param>
/// <param name="Run">Gets the inventory and the argument; writes to standard output.</param>
internal sealed record InventoryRow(string Noun, string Name, string Argument, string Summary, Action<KernelInventory, string> Run);
