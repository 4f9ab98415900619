using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Borescope.Cli.Lab.Guest;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab.Host;

/// <summary>Runs a program of this host to its end and keeps what it printed.</summary>
/// <param name="ExitCode">Its exit code; 127 where it does not exist.</param>
/// <param name="Output">Standard output and error in the order written.</param>
internal sealed record ProgramRun(int ExitCode, string Output)
{
    /// <summary>Runs <paramref name="arguments"/> with no input, plus the given environment variables.</summary>
    internal static ProgramRun Run(IReadOnlyList<string> arguments, params string[] extraEnvironment)
    {
        List<string> environment = CurrentEnvironment();
        environment.AddRange(extraEnvironment);
        string? program = ProgramSearch.Find(arguments[0], environment, System.Environment.CurrentDirectory);
        if (program is null)
        {
            return new ProgramRun(127, $"{arguments[0]}: not found");
        }
        (int read, int write) = Descriptor.Pipe();
        int nothing = Libc.Open("/dev/null", Libc.OpenReadOnly | Libc.OpenCloseOnExec, 0);
        int errno = ChildProcess.Start(program, arguments, environment, null, [(nothing, 0), (write, 1), (write, 2)], null, out int pid);
        _ = Libc.Close(write);
        _ = Libc.Close(nothing);
        if (errno != 0)
        {
            _ = Libc.Close(read);
            return new ProgramRun(126, $"{program}: cannot be started (errno {errno})");
        }
        using MemoryStream all = new();
        byte[] buffer = new byte[16 * 1024];
        for (int got; (got = Descriptor.Read(read, buffer)) > 0;)
        {
            all.Write(buffer, 0, got);
        }
        _ = Libc.Close(read);
        return new ProgramRun(ChildProcess.Wait(pid), Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length));
    }

    /// <summary>This process's environment as NAME=value strings.</summary>
    internal static List<string> CurrentEnvironment()
    {
        List<string> list = [];
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            list.Add($"{entry.Key}={entry.Value}");
        }
        return list;
    }

    /// <summary>The last lines of the output, for a message.</summary>
    internal string Tail(int lines = 3)
    {
        string[] all = Output.TrimEnd().Split('\n');
        return string.Join('\n', all.AsSpan(Math.Max(0, all.Length - lines)).ToArray());
    }
}
