using Borescope.Objects.Linking;

namespace Borescope.Objects;

// Apart from the rest, since the source generator reads objects and never links them.
public sealed partial class ObjectSpec
{
    /// <summary>The sub-program of a name that other objects can call, null when there is none.</summary>
    public ProgramSpec? FindSubprogram(string name)
    {
        foreach (var function in Subprograms)
        {
            if (function.Name == name)
                return function;
        }

        return null;
    }

    /// <summary>
    /// Takes over maps, variables, externs, sub-programs and programs of another object, and puts the sub-programs that programs call behind their code. Data
    /// sections get the other object's name in front (<c>other.bss</c>): each file has its own. Linked functions are verified with what their callers know.
    /// </summary>
    /// <param name="library">The other object; it stays as it is, its variables are shared.</param>
    /// <exception cref="ObjectLinkException">Both have something of the same name.</exception>
    public void Link(ObjectSpec library)
    {
        System.ArgumentNullException.ThrowIfNull(library);
        new ObjectLinker(this, library).Run();
    }
}
