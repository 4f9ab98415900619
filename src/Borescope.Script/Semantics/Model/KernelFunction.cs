namespace Borescope.Script.Semantics.Model;

/// <summary>A kernel function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Module">Its module; <c>vmlinux</c> for the kernel itself.</param>
public readonly record struct KernelFunction(string Name, string Module);
