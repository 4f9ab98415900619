using System;
using System.Buffers.Binary;

namespace Borescope.Cli.Lab.Wire;

/// <summary>One received frame. The payload is valid until the next receive.</summary>
/// <param name="Kind">What it carries.</param>
/// <param name="Id">The command it belongs to, or 0.</param>
/// <param name="Payload">Its bytes.</param>
internal readonly record struct Frame(FrameKind Kind, uint Id, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The payload as a little-endian number, 0 when it is too short.</summary>
    internal uint Number => Payload.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(Payload.Span) : 0;
}
