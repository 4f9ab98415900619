using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace Borescope.Cli.Lab.Native;

/// <summary>
/// Starts programs by posix_spawn: every child leads its own session, so that a terminal's Ctrl-C reaches it only when we pass it
/// on, and it starts with default signal actions (the .NET runtime ignores SIGPIPE, which a child would inherit).
/// </summary>
internal static unsafe class ChildProcess
{
    /// <summary>Starts a program.</summary>
    /// <param name="path">The file to execute, not searched on PATH; relative to <paramref name="directory"/>.</param>
    /// <param name="arguments">argv, the program's name first.</param>
    /// <param name="environment">NAME=value strings.</param>
    /// <param name="directory">Where it starts, or null for ours.</param>
    /// <param name="descriptors">Pairs of our descriptor and the child's; ours must be 10 or higher or equal to the child's.</param>
    /// <param name="terminal">A terminal to open as 0, 1 and 2 and to be controlled by, or null.</param>
    /// <param name="pid">The process id.</param>
    /// <returns>0, or the errno that starting failed with.</returns>
    internal static int Start(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string? directory,
        ReadOnlySpan<(int Ours, int Theirs)> descriptors, string? terminal, out int pid)
    {
        byte* actions = stackalloc byte[Libc.SpawnObjectSize];
        byte* attributes = stackalloc byte[Libc.SpawnObjectSize];
        byte* all = stackalloc byte[Libc.SignalSetSize];
        byte* none = stackalloc byte[Libc.SignalSetSize];
        new Span<byte>(none, Libc.SignalSetSize).Clear();
        _ = Libc.SignalSetFill(all);
        _ = Libc.SpawnActionsInit(actions);
        _ = Libc.SpawnAttributesInit(attributes);
        _ = Libc.SpawnAttributesSetDefaults(attributes, all);
        _ = Libc.SpawnAttributesSetMask(attributes, none);
        _ = Libc.SpawnAttributesSetFlags(attributes,
            Libc.SpawnSetSignalDefaults | Libc.SpawnSetSignalMask | Libc.SpawnSetSession);
        if (directory is not null)
        {
            _ = Libc.SpawnActionsChangeDirectory(actions, directory);
        }
        if (terminal is not null)
        {
            _ = Libc.SpawnActionsOpen(actions, 0, terminal, Libc.OpenReadWrite, 0);
            _ = Libc.SpawnActionsDuplicate(actions, 0, 1);
            _ = Libc.SpawnActionsDuplicate(actions, 0, 2);
        }
        foreach ((int ours, int theirs) in descriptors)
        {
            _ = Libc.SpawnActionsDuplicate(actions, ours, theirs);
        }
        byte** argv = Strings(arguments);
        byte** envp = Strings(environment);
        byte* file = (byte*)Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            int child = 0;
            int errno = Libc.Spawn(&child, file, actions, attributes, argv, envp);
            pid = child;
            return errno;
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)file);
            Free(argv);
            Free(envp);
            _ = Libc.SpawnActionsDestroy(actions);
            _ = Libc.SpawnAttributesDestroy(attributes);
        }
    }

    /// <summary>Waits for one child and returns its exit code as a shell would: 128 + n after signal n.</summary>
    internal static int Wait(int pid)
    {
        int status = 0;
        while (Libc.Wait(pid, &status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != 4)
            {
                return 255;
            }
        }
        return ExitCode(status);
    }

    /// <summary>The exit code in a wait status.</summary>
    internal static int ExitCode(int status) => (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);

    private static byte** Strings(IReadOnlyList<string> values)
    {
        byte** list = (byte**)NativeMemory.AllocZeroed((nuint)(values.Count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < values.Count; i++)
        {
            int size = Encoding.UTF8.GetByteCount(values[i]);
            list[i] = (byte*)NativeMemory.AllocZeroed((nuint)size + 1);
            Encoding.UTF8.GetBytes(values[i], new Span<byte>(list[i], size));
        }
        return list;
    }

    private static void Free(byte** list)
    {
        for (int i = 0; list[i] is not null; i++)
        {
            NativeMemory.Free(list[i]);
        }
        NativeMemory.Free(list);
    }
}
