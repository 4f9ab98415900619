using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Maps;

namespace Borescope.Objects.Loading;

/// <summary>Maps that are shared by a path in the BPF file system.</summary>
internal static class MapPins
{
    /// <summary>Opens the map at a path, null when there is none.</summary>
    /// <exception cref="BpfException">The path cannot be opened, or holds a map of another shape.</exception>
    internal static KernelHandle? Open(ISystemCalls calls, string path, MapSpec spec)
    {
        if (ObjectPath.Open(calls, path) is not { } handle)
            return null;
        try
        {
            var differences = Compare(MapInfo.Read(calls, handle.Descriptor, path), spec);
            if (differences.Count == 0)
                return handle;
            throw new BpfException(
                $"{path} is a map of another shape than {spec.Name}: {string.Join(", ", differences)}", KernelOperation.ObjectOpen, path,
                "remove the pin if nothing else uses it, or choose another directory");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static List<string> Compare(MapInfo there, MapSpec wanted)
    {
        // The kernel adds and drops this one by itself.
        const uint Ignored = (uint)MapFlags.ReadOnlyFromProgram;
        var differences = new List<string>();
        Check("type", (uint)there.Type, (uint)wanted.Type);
        Check("key size", there.KeySize, wanted.KeySize);
        Check("value size", there.ValueSize, wanted.ValueSize);
        Check("entries", there.MaxEntries, wanted.MaxEntries);
        Check("flags", there.Flags & ~Ignored, (uint)wanted.Flags & ~Ignored);
        return differences;

        void Check(string what, uint here, uint asked)
        {
            if (here != asked)
                differences.Add($"{what} {here} instead of {asked}");
        }
    }
}
