namespace Borescope.Kernel;

/// <summary>One line of <c>/proc/kallsyms</c>.</summary>
/// <param name="Name">Name, as the kernel spells it (with <c>.isra.0</c> and the like).</param>
/// <param name="Address">Address; 0 when the kernel hides it.</param>
/// <param name="Type">nm letter: <c>t</c>/<c>T</c> code, <c>d</c>/<c>D</c> data, <c>W</c> weak, <c>A</c> per-CPU offset.</param>
/// <param name="Module">Module, or null for the kernel itself.</param>
public readonly record struct KernelSymbol(string Name, ulong Address, char Type, string? Module)
{
    /// <summary>Whether the symbol is code.</summary>
    public bool IsFunction => Type is 't' or 'T' or 'w' or 'W';
}
