using System.Text;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>Explains a name that a file only uses, and finds the library that has it.</summary>
internal static class ImportedFunction
{
    internal static string Describe(ISystemCalls calls, BinaryLocator locator, ElfFile file, string name, string root)
    {
        var at = name.IndexOf('@', System.StringComparison.Ordinal);
        var plain = Encoding.UTF8.GetBytes(at > 0 ? name[..at] : name);
        foreach (var library in file.Dynamic.Needed)
        {
            if (library.Contains('/', System.StringComparison.Ordinal) || locator.FindLibrary(library, root) is not { } path
                || !ElfFile.TryOpen(calls, path, out var candidate, out _))
            {
                continue;
            }

            using (candidate)
            {
                if (candidate!.DynamicSymbols.TryFind(plain, out _))
                    return $"{file.Path} does not contain {name}, it uses the one of {library}: probe {path}:{name}";
            }
        }

        var needed = file.Dynamic.Needed.Count > 0 ? $" ({string.Join(", ", file.Dynamic.Needed)})" : "";
        return $"{file.Path} does not contain {name}, it imports it: probe it in the library that has it{needed}";
    }
}
