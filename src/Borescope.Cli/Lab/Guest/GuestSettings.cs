using System;
using System.Collections.Generic;
using System.IO;

namespace Borescope.Cli.Lab.Guest;

/// <summary>What the host tells the guest's first process, as `name=value` lines in the initramfs.</summary>
/// <param name="ModulesDirectory">The unpacked kernel package's modules on the host, or empty.</param>
/// <param name="BootDirectory">The unpacked kernel package's boot files on the host, or empty.</param>
internal sealed record GuestSettings(string ModulesDirectory, string BootDirectory)
{
    /// <summary>The file's place in the initramfs.</summary>
    internal const string Path = "/lab.settings";

    internal string Format() => $"modules={ModulesDirectory}\nboot={BootDirectory}\n";

    internal static GuestSettings Read()
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string line in File.ReadAllLines(Path))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                values[line[..equals]] = line[(equals + 1)..];
            }
        }
        return new GuestSettings(values.GetValueOrDefault("modules", ""), values.GetValueOrDefault("boot", ""));
    }
}
