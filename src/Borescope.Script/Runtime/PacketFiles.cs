using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using Borescope.Script.Lowering;
using Borescope.Script.Output;

namespace Borescope.Script.Runtime;

/// <summary>The files that skboutput() writes: each is created once, before anything is attached, however many calls name it.</summary>
/// <param name="resolver">Times.</param>
/// <param name="warn">Takes what goes wrong later.</param>
internal sealed class PacketFiles(IValueResolver resolver, Action<string> warn) : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private readonly Dictionary<string, PcapFile?> _files = new(StringComparer.Ordinal);
    private bool _hasUnwritten;

    /// <summary>Creates the files of a script's calls; files of these names are replaced.</summary>
    /// <returns>Why one cannot be written; null when all can.</returns>
    public string? Create(IReadOnlyList<EventAction> actions)
    {
        foreach (EventAction action in actions)
        {
            if (action is not PacketAction { File: var path } || _files.ContainsKey(path))
                continue;
            try
            {
                _files.Add(path, new PcapFile(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes)));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                return $"skboutput: cannot write '{path}': {ScriptFile.Problem(error, path)}";
            }
        }

        return null;
    }

    /// <summary>Writes the packet of a record, laid out as <see cref="PacketAction"/> says.</summary>
    public void Write(PacketAction action, ReadOnlySpan<byte> record)
    {
        if (_files.GetValueOrDefault(action.File) is not { } file)
            return;
        ulong copied = BinaryPrimitives.ReadUInt64LittleEndian(record[PacketAction.CopiedAt..]);
        ReadOnlySpan<byte> packet = record[PacketAction.HeaderSize..];
        packet = packet[..(int)Math.Min(copied, (ulong)packet.Length)];
        packet = packet[Math.Min(action.Offset, packet.Length)..];
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(record[PacketAction.LengthAt..]);
        ulong whole = length > (ulong)action.Offset ? length - (ulong)action.Offset : 0;
        long time = resolver.ToUnixNanoseconds(BinaryPrimitives.ReadUInt64LittleEndian(record[PacketAction.TimeAt..]));
        try
        {
            file.Write(time, packet, (uint)Math.Min(whole, uint.MaxValue));
            _hasUnwritten = true;
        }
        catch (IOException error)
        {
            GiveUp(action.File, file, error);
        }
    }

    /// <summary>Lets others read what was written so far.</summary>
    public void Flush()
    {
        if (!_hasUnwritten)
            return;
        _hasUnwritten = false;
        foreach ((string path, PcapFile? file) in new List<KeyValuePair<string, PcapFile?>>(_files))
        {
            try
            {
                file?.Flush();
            }
            catch (IOException error)
            {
                GiveUp(path, file!, error);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        foreach (PcapFile? file in _files.Values)
            file?.Dispose();
    }

    private void GiveUp(string path, PcapFile file, IOException error)
    {
        _files[path] = null;
        warn($"skboutput: cannot write '{path}': {ScriptFile.Problem(error, path)}; its packets are lost from here on");
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            // It failed again at what had failed before, which has been told.
        }
    }
}
