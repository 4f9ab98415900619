using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>Reads the executable mappings of a process from /proc/PID/maps.</summary>
public static class ProcessMaps
{
    /// <summary>Reads them in address order.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="pid">Process, as Borescope's own pid namespace numbers it.</param>
    /// <param name="mappings">The executable mappings; empty for kernel threads and processes that have ended.</param>
    /// <returns>Why they cannot be read: ENOENT or ESRCH when the process is gone, EFBIG when there are far too many.</returns>
    public static Errno TryRead(ISystemCalls calls, int pid, out ProcessMapping[] mappings) => TryRead(calls, pid, out mappings, out _);

    internal static Errno TryRead(ISystemCalls calls, int pid, out ProcessMapping[] mappings, out ulong fingerprint)
    {
        mappings = [];
        fingerprint = 0;
        var error = calls.TryRent($"/proc/{pid}/maps", 32 << 10, out var buffer, out var length, SymbolLimits.MaxMapsBytes);
        if (error == Errno.None)
        {
            mappings = Parse(buffer.AsSpan(0, length));
            fingerprint = Fingerprint(mappings);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return error;
    }

    /// <summary>Parses the text; lines that are not of the kernel's form are left out.</summary>
    internal static ProcessMapping[] Parse(ReadOnlySpan<byte> text)
    {
        var result = new List<ProcessMapping>();
        var lastPath = "";
        while (!text.IsEmpty && result.Count < SymbolLimits.MaxMappings)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (TryParse(line, lastPath, out var mapping))
            {
                result.Add(mapping);
                lastPath = mapping.Path;
            }
        }

        // The kernel writes them in order; bytes from elsewhere may not be, and lookups bisect.
        result.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        return result.ToArray();
    }

    // "7f0a-7f0b r-xp 00001000 fe:01 1234    /usr/lib/libc.so.6"
    private static bool TryParse(ReadOnlySpan<byte> line, string lastPath, out ProcessMapping mapping)
    {
        mapping = default;
        if (!TryHex(ref line, (byte)'-', out var start) || !TryHex(ref line, (byte)' ', out var end) || line.Length < 5 || line[2] != (byte)'x' || end <= start)
            return false;
        line = line[5..];
        if (!TryHex(ref line, (byte)' ', out var offset) || !TryHex(ref line, (byte)':', out var major) || !TryHex(ref line, (byte)' ', out var minor))
            return false;
        ulong inode = 0;
        var at = 0;
        while (at < line.Length && (uint)(line[at] - '0') <= 9)
            inode = unchecked((inode * 10) + (uint)(line[at++] - '0'));
        var path = line[at..].TrimStart((byte)' ');
        mapping = new ProcessMapping(start, end, offset, (major << 32) | minor, inode, Text(path, lastPath));
        return true;
    }

    private static bool TryHex(ref ReadOnlySpan<byte> line, byte separator, out ulong value)
    {
        value = 0;
        var at = 0;
        for (; at < line.Length && at <= 16 && HexDigit.Value(line[at]) is var digit and >= 0; at++)
            value = (value << 4) | (uint)digit;
        if (at is 0 or > 16 || at >= line.Length || line[at] != separator)
            return false;
        line = line[(at + 1)..];
        return true;
    }

    // The kernel writes a line feed in a path as \012; several mappings of a file follow each other.
    private static string Text(ReadOnlySpan<byte> path, string lastPath)
    {
        if (path.IsEmpty)
            return "";
        Span<char> characters = stackalloc char[256];
        if (path.Length <= 256 && Encoding.UTF8.TryGetChars(path, characters, out var count) && characters[..count].SequenceEqual(lastPath))
            return lastPath;
        var text = Encoding.UTF8.GetString(path);
        return text.Contains("\\012", StringComparison.Ordinal) ? text.Replace("\\012", "\n", StringComparison.Ordinal) : text;
    }

    private static ulong Fingerprint(ProcessMapping[] mappings)
    {
        var hash = 14695981039346656037ul;
        foreach (ref readonly var mapping in mappings.AsSpan())
        {
            hash = unchecked((hash ^ mapping.Start) * 1099511628211ul);
            hash = unchecked((hash ^ mapping.End) * 1099511628211ul);
            hash = unchecked((hash ^ mapping.FileOffset) * 1099511628211ul);
            hash = unchecked((hash ^ mapping.Inode) * 1099511628211ul);
        }

        return hash;
    }
}
