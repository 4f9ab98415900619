using System.Globalization;
using System.Runtime.CompilerServices;
using Borescope.Maps;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

/// <summary>What a stack-trace map holds: stacks that differ only in how they print share one.</summary>
/// <remarks>
/// A stack-trace map is a hash table with room for one stack in a bucket. A stack whose bucket another has goes to the next map, which is smaller, and is lost only
/// where its bucket is taken in all of them: of 4,000 stacks 3 to 9 in five runs, where one map of 16,384 buckets loses some 450.
/// </remarks>
/// <param name="Limit">Most frames of a stack, 1 to <see cref="StackType.MostFrames"/>.</param>
/// <param name="BuildIds">Whether frames are told by build id and offset instead of by address.</param>
/// <param name="Chance">Which of its maps, 0 to <see cref="Chances"/> - 1.</param>
public readonly record struct StackShape(int Limit, bool BuildIds, int Chance = 0)
{
    /// <summary>Maps in which a stack is looked for a bucket.</summary>
    public const int Chances = 3;

    /// <summary>Ids of stacks, over all maps, are below it.</summary>
    public const int Ids = FirstStacks + ((Chances - 1) * LaterStacks);

    private const int FirstStacks = 16384;
    private const int LaterStacks = 4096;

    /// <summary>Bits that the ids of this map have beside the kernel's; small negative numbers have them already, so that errors stay what they are.</summary>
    public int IdBits => Chance == 0 ? 0 : FirstStacks + ((Chance - 1) * LaterStacks);

    /// <summary>Stacks that the map holds, a power of two. Frames of build ids are four times as large, and the map holds a quarter as many.</summary>
    public int MaxEntries => (Chance == 0 ? FirstStacks : LaterStacks) * sizeof(ulong) / FrameBytes;

    /// <summary>Name of the map.</summary>
    public string MapName => (BuildIds ? ".buildids" : ".stacks") + Limit.ToString(CultureInfo.InvariantCulture) + (Chance == 0 ? "" : "." + Chance.ToString(CultureInfo.InvariantCulture));

    /// <summary>Bytes of a frame.</summary>
    public int FrameBytes => BuildIds ? Unsafe.SizeOf<StackBuildFrame>() : sizeof(ulong);

    /// <summary>The first map for the stacks of a type.</summary>
    public static StackShape Of(StackType type) => new(type.Limit, type.Mode == StackMode.BuildId);

    /// <summary>The map of an id, and what the kernel calls it there.</summary>
    public (StackShape Shape, int Id) Locate(int id) =>
        id < FirstStacks ? (this, id) : (this with { Chance = 1 + ((id - FirstStacks) / LaterStacks) }, id % LaterStacks);
}
