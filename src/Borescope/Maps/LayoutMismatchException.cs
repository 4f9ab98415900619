using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>A C# type does not have the layout that the kernel's types (BTF) or the sizes of a map want.</summary>
public sealed class LayoutMismatchException : BpfException
{
    internal LayoutMismatchException(string subject, string typeName, string summary, string comparison)
        : base(
            comparison.Length == 0 ? $"{subject} cannot be read as {typeName}: {summary}" : $"{subject} cannot be read as {typeName}: {summary}\n{comparison}",
            KernelOperation.MapLookup, subject, "declare the fields as the program does, with the same sizes and padding")
    {
        TypeName = typeName;
        Comparison = comparison;
    }

    /// <summary>Name of the C# type.</summary>
    public string TypeName { get; }

    /// <summary>Two columns, the kernel's fields at the left and those of C# at the right; lines that differ begin with an exclamation mark. Empty when only sizes are known.</summary>
    public string Comparison { get; }
}
