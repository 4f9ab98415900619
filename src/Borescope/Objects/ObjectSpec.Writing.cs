using Borescope.Objects.Writing;

namespace Borescope.Objects;

// Apart from the rest, since the source generator reads objects and never writes them.
public sealed partial class ObjectSpec
{
    /// <summary>
    /// Writes the object as an ELF file such as clang builds: other loaders (libbpf, bpftool) take it and adapt it to the kernel's types (CO-RE). What was
    /// changed after reading is in it, such as values of variables, sizes of maps and targets of programs.
    /// </summary>
    /// <param name="content">The file.</param>
    /// <param name="diagnostic">Why it cannot be written: no types, a program without section, or something else that such files cannot express.</param>
    public bool TryWrite(out byte[] content, out string? diagnostic) => ObjectWriter.TryWrite(this, out content, out diagnostic);
}
