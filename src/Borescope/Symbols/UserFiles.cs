using System.Collections.Generic;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>Symbols of mapped files, read once per file however many processes map it.</summary>
internal sealed class UserFiles
{
    private readonly ISystemCalls _calls;
    private readonly Dictionary<(ulong Device, ulong Inode, string Path), FileSymbols> _known = [];

    internal UserFiles(ISystemCalls calls) => _calls = calls;

    /// <summary>Files whose symbols are kept now.</summary>
    internal int Count => _known.Count;

    /// <summary>The symbols of the file behind a mapping; none when it cannot be read.</summary>
    internal FileSymbols Open(int pid, string root, in ProcessMapping mapping)
    {
        // A 32-bit process has another vdso.
        var key = mapping.IsVdso ? (mapping.Start >> 32 == 0 ? 1ul : 0, 0ul, mapping.Path) : (mapping.Device, mapping.Inode, mapping.Path);
        if (_known.TryGetValue(key, out var symbols))
            return symbols;
        symbols = mapping.IsVdso ? ReadVdso(pid, mapping) : Read(pid, root, mapping);
        if (symbols is null)
            return FileSymbols.Empty;
        if (_known.Count >= SymbolLimits.MaxFiles)
            _known.Clear();
        _known[key] = symbols;
        return symbols;
    }

    private FileSymbols? Read(int pid, string root, in ProcessMapping mapping)
    {
        // The kernel's own link to the mapped file is right also when the file was replaced or deleted; it needs privileges.
        var inside = mapping.FilePath;
        if (UserBinary.TryOpen(_calls, $"/proc/{pid}/map_files/{mapping.Start:x}-{mapping.End:x}", root, out var binary, out _, inside)
            || (!mapping.IsDeleted && UserBinary.TryOpen(_calls, RootedPath.Resolve(_calls, root, inside), root, out binary, out _, inside)))
        {
            using (binary)
                return new FileSymbols(binary!);
        }

        return null;
    }

    private FileSymbols? ReadVdso(int pid, in ProcessMapping mapping)
    {
        var length = mapping.End - mapping.Start;
        if (length > SymbolLimits.MaxVdsoBytes)
            return null;
        var fd = _calls.Open($"/proc/{pid}/mem", OpenFlags.ReadOnly | OpenFlags.CloseOnExec);
        if (fd < 0)
            return null;
        var content = new byte[length];
        var count = _calls.ReadAt(fd, content, (long)mapping.Start);
        _calls.Close(fd);
        if (count != (nint)length || !ElfFile.TryRead(_calls, content, mapping.Path, out var file, out _))
            return null;
        using var binary = UserBinary.Own(file!);
        return new FileSymbols(binary);
    }
}
