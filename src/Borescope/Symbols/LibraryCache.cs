using System;
using System.Buffers;
using System.Text;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>
/// The dynamic loader's cache of library names (<c>/etc/ld.so.cache</c> of glibc, format "glibc-ld.so.cache1.1"). Entries of another ABI are not
/// taken: a 32-bit library of the same name may come first.
/// </summary>
internal static class LibraryCache
{
    internal const string Path = "/etc/ld.so.cache";

    private const int HeaderBytes = 48;
    private const int EntryBytes = 24;
    private const uint TypeMask = 0xff;
    private const uint TypeLibc6 = 3;
    private const uint AbiMask = 0xff00;

    private static ReadOnlySpan<byte> Magic => "glibc-ld.so.cache1.1"u8;

    /// <summary>Path of a library by its name.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="root">Prefix of the root whose cache is read.</param>
    /// <param name="name"><c>libc.so.6</c>, <c>libc</c> or <c>c</c>: an exact name wins, then the first one with a version behind it.</param>
    internal static string? Find(ISystemCalls calls, string root, string name)
    {
        var error = calls.TryRent(root + Path, 64 << 10, out var buffer, out var length, SymbolLimits.MaxLibraryCacheBytes);
        var found = error == Errno.None ? Find(buffer.AsSpan(0, length), name, HostMachine.Current) : null;
        ArrayPool<byte>.Shared.Return(buffer);
        return found;
    }

    internal static string? Find(ReadOnlySpan<byte> content, string name, ElfMachine machine)
    {
        // Older systems put the new format behind an old one, aligned to 8 bytes.
        var start = content.IndexOf(Magic);
        if (start < 0 || content.Length - start < HeaderBytes)
            return null;
        var cache = content[start..];
        var count = ElfWords.Word(cache, 20);
        if (count > (uint)((cache.Length - HeaderBytes) / EntryBytes))
            return null;
        var abi = AbiOf(machine);
        var best = default(ReadOnlySpan<byte>);
        var bestRank = LibraryName.NoMatch;
        for (var index = 0; index < (int)count; index++)
        {
            var entry = cache.Slice(HeaderBytes + (index * EntryBytes), EntryBytes);
            var flags = ElfWords.Word(entry, 0);
            if ((flags & TypeMask) != TypeLibc6 || (abi >= 0 && (flags & AbiMask) != (uint)abi))
                continue;
            var rank = LibraryName.Rank(ElfWords.Text(cache, ElfWords.Word(entry, 4)), name);
            if (rank >= bestRank || ElfWords.Text(cache, ElfWords.Word(entry, 8)) is not { IsEmpty: false } path)
                continue;
            best = path;
            bestRank = rank;
        }

        return best.IsEmpty ? null : Encoding.UTF8.GetString(best);
    }

    // FLAG_X8664_LIB64, FLAG_AARCH64_LIB64 (sysdeps/generic/ldconfig.h).
    private static int AbiOf(ElfMachine machine) => machine switch
    {
        ElfMachine.X64 => 0x0300,
        ElfMachine.Arm64 => 0x0a00,
        _ => -1,
    };
}
