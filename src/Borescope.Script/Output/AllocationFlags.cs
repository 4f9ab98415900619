using System.Globalization;

namespace Borescope.Script.Output;

/// <summary>The flags of page allocations (<c>gfp_t</c>) by name, as the kernel's own <c>%pGg</c> tells them: first those that stand for several, then single ones.</summary>
/// <remarks>The bits are those of include/linux/gfp_types.h; __GFP_ATOMIC was dropped by 6.3, the others are the same since 4.20.</remarks>
internal static class AllocationFlags
{
    private const uint High = 0x20, Io = 0x40, FileSystem = 0x80, OldAtomic = 0x200, Direct = 0x400, Kswapd = 0x800, NoWarn = 0x2000;
    private const uint NoRetry = 0x10000, Compound = 0x40000, NoMemAlloc = 0x80000, HardWall = 0x100000, Account = 0x400000;
    private const uint Reclaim = Direct | Kswapd, Kernel = Reclaim | Io | FileSystem, User = Kernel | HardWall, HighUser = User | 0x2, Movable = HighUser | 0x8;
    private const uint HugeLight = (Movable | Compound | NoMemAlloc | NoWarn) & ~Reclaim;

    private static readonly (uint Bits, string Name)[] Names =
    [
        (HugeLight | Direct, "GFP_TRANSHUGE"),
        (HugeLight, "GFP_TRANSHUGE_LIGHT"),
        (Movable, "GFP_HIGHUSER_MOVABLE"),
        (HighUser, "GFP_HIGHUSER"),
        (User, "GFP_USER"),
        (Kernel | Account, "GFP_KERNEL_ACCOUNT"),
        (Kernel, "GFP_KERNEL"),
        (Reclaim | Io, "GFP_NOFS"),
        (High | OldAtomic | Kswapd, "GFP_ATOMIC"),
        (High | Kswapd, "GFP_ATOMIC"),
        (Reclaim, "GFP_NOIO"),
        (Kswapd | NoWarn, "GFP_NOWAIT"),
        (0x1, "GFP_DMA"),
        (0x2, "__GFP_HIGHMEM"),
        (0x4, "GFP_DMA32"),
        (High, "__GFP_HIGH"),
        (Io, "__GFP_IO"),
        (FileSystem, "__GFP_FS"),
        (NoWarn, "__GFP_NOWARN"),
        (0x4000, "__GFP_RETRY_MAYFAIL"),
        (0x8000, "__GFP_NOFAIL"),
        (NoRetry, "__GFP_NORETRY"),
        (Compound, "__GFP_COMP"),
        (0x100, "__GFP_ZERO"),
        (NoMemAlloc, "__GFP_NOMEMALLOC"),
        (0x20000, "__GFP_MEMALLOC"),
        (HardWall, "__GFP_HARDWALL"),
        (0x200000, "__GFP_THISNODE"),
        (0x10, "__GFP_RECLAIMABLE"),
        (0x8, "__GFP_MOVABLE"),
        (Account, "__GFP_ACCOUNT"),
        (0x1000, "__GFP_WRITE"),
        (Reclaim, "__GFP_RECLAIM"),
        (Direct, "__GFP_DIRECT_RECLAIM"),
        (Kswapd, "__GFP_KSWAPD_RECLAIM"),
        (0x800000, "__GFP_ZEROTAGS"),
    ];

    /// <summary>Writes the names with bars between; bits without a name in hexadecimal; 0 when no bit is set.</summary>
    internal static void Write(ByteSink sink, uint flags)
    {
        if (flags == 0)
        {
            sink.WriteByte((byte)'0');
            return;
        }

        bool first = true;
        foreach ((uint bits, string name) in Names)
        {
            if ((flags & bits) != bits)
                continue;
            Append(sink, name, ref first);
            flags &= ~bits;
        }

        if (flags != 0)
            Append(sink, "0x" + flags.ToString("x", CultureInfo.InvariantCulture), ref first);
    }

    private static void Append(ByteSink sink, string text, ref bool first)
    {
        if (!first)
            sink.WriteByte((byte)'|');
        first = false;
        foreach (char c in text)
            sink.WriteByte((byte)c);
    }
}
