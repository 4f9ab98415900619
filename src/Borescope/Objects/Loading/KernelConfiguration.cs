using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Objects.Loading;

/// <summary>The options that the kernel was built with, from <c>/boot/config-RELEASE</c> or <c>/proc/config.gz</c>.</summary>
internal static class KernelConfiguration
{
    private const int MaxBytes = 16 << 20;

    /// <summary>The options; null when neither file can be read.</summary>
    internal static Dictionary<string, string>? Read(ISystemCalls calls)
    {
        var release = calls.ReadText("/proc/sys/kernel/osrelease");
        foreach (var path in (ReadOnlySpan<string>)[$"/boot/config-{release}", "/proc/config.gz"])
        {
            if (calls.TryReadAll(path, out var content) == Errno.None && Unpack(content) is { } text)
                return Parse(text);
        }

        return null;
    }

    /// <summary>Lines <c>CONFIG_NAME=value</c>; comments tell what is not set.</summary>
    internal static Dictionary<string, string> Parse(ReadOnlySpan<char> text)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in text.Split('\n'))
        {
            var line = text[range].Trim();
            var equals = line.IndexOf('=');
            if (equals > 0 && line.StartsWith("CONFIG_"))
                options.TryAdd(line[..equals].ToString(), line[(equals + 1)..].ToString());
        }

        return options;
    }

    private static string? Unpack(byte[] content)
    {
        if (content is not [0x1f, 0x8b, ..])
            return Encoding.UTF8.GetString(content);
        var text = new byte[MaxBytes];
        using var unpacker = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        try
        {
            return Encoding.UTF8.GetString(text, 0, unpacker.ReadAtLeast(text, text.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
