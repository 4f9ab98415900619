using System.Globalization;
using System.Runtime.CompilerServices;
using Borescope.Maps;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

/// <summary>What a stack-trace map holds: stacks that differ only in how they print share one.</summary>
/// <param name="Limit">Most frames of a stack, 1 to <see cref="StackType.MostFrames"/>.</param>
/// <param name="BuildIds">Whether frames are told by build id and offset instead of by address.</param>
public readonly record struct StackShape(int Limit, bool BuildIds)
{
    /// <summary>Stacks of addresses that a stack-trace map holds, a power of two; their ids are below it.</summary>
    public const int Stacks = 16384;

    /// <summary>Name of the map.</summary>
    public string MapName => (BuildIds ? ".buildids" : ".stacks") + Limit.ToString(CultureInfo.InvariantCulture);

    /// <summary>Bytes of a frame.</summary>
    public int FrameBytes => BuildIds ? Unsafe.SizeOf<StackBuildFrame>() : sizeof(ulong);

    /// <summary>The shape of the stacks of a type.</summary>
    public static StackShape Of(StackType type) => new(type.Limit, type.Mode == StackMode.BuildId);
}
