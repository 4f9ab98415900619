using System;
using System.Collections.Generic;
using System.IO;

namespace Borescope.Cli.Lab.Guest;

/// <summary>Finds a program as a shell does.</summary>
internal static class ProgramSearch
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The program's path, or null where none is executable.</summary>
    /// <param name="name">What the user typed.</param>
    /// <param name="environment">NAME=value strings; PATH counts.</param>
    /// <param name="directory">Where a relative path starts.</param>
    internal static string? Find(string name, IReadOnlyList<string> environment, string directory)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            string path = Path.Combine(directory, name);
            return File.Exists(path) ? path : null;
        }
        string search = DefaultPath;
        foreach (string variable in environment)
        {
            if (variable.StartsWith("PATH=", StringComparison.Ordinal) && variable.Length > 5)
            {
                search = variable[5..];
            }
        }
        foreach (string candidate in search.Split(':'))
        {
            string path = Path.Combine(directory, candidate, name);
            if (name.Length > 0 && File.Exists(path) && (File.GetUnixFileMode(path) &
                (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0)
            {
                return path;
            }
        }
        return null;
    }
}
