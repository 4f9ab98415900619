namespace Borescope.Objects.Relocation;

/// <summary>Why a program cannot use what an instruction names; told when the verifier meets the instruction.</summary>
/// <param name="Cause">What is wrong.</param>
/// <param name="Hint">What to do.</param>
internal readonly record struct CorePoison(string Cause, string Hint)
{
    /// <summary>The kernel does not have it.</summary>
    internal static CorePoison Missing(string what) =>
        new($"it uses {what}, which this kernel does not have", "ask before whether it is there: bpf_core_field_exists, bpf_core_type_exists, bpf_ksym_exists");

    /// <summary>The kernel has it in another size, and the instruction cannot take that over.</summary>
    internal static CorePoison Resized(string what, in CoreValue before, in CoreValue after) => new(
        $"it reads {what} as {before.Type} of {before.Size} bytes, which is {after.Type} of {after.Size} bytes in this kernel",
        "only pointers and unsigned numbers can be adapted: declare it as the kernel does, or read it by bpf_core_read with bpf_core_field_size");
}
