using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace Borescope.Kernel;

/// <summary>
/// A command that exists as a process but waits before its execve, so that probes can be attached to its pid first. It shares the terminal and dies
/// with this process.
/// </summary>
/// <remarks>
/// The waiting process has one thread and does nothing: the first that probes see of it is the end of its wait, then the execve. It is a copy of this process, which fails when it is made while
/// another thread collects garbage; it is made again then, and given up after nine times, as may happen in a process that collects without a pause.
/// </remarks>
public sealed unsafe partial class HeldCommand : IDisposable
{
    // What a copy is given to get to its wait: a short while first, since one that met a collection stays where it is, then long for slow machines.
    private static ReadOnlySpan<int> PatienceMilliseconds => [50, 100, 200, 400, 800, 1600, 3200, 6400, 12800];

    private const int CloseOnExec = 0x80000;
    private const int NoWait = 1;
    private const int SignalTerminate = 15;
    private const int SignalKill = 9;
    private const int Stopped = 0x7f;
    private const int TraceContinue = 7;
    private const int TraceDetach = 17;
    private const int TraceSeize = 0x4206;
    private const int TraceOptionExec = 0x10;
    private const int TraceEventExec = 4;

    private readonly string _program;
    private int _gate;
    private int _ready;
    private bool _hasExited;

    private HeldCommand(string program, int pid, int gate, int ready)
    {
        _program = program;
        Pid = pid;
        _gate = gate;
        _ready = ready;
    }

    /// <summary>Process id, the same before and after the execve.</summary>
    public int Pid { get; }

    /// <summary>Whether the command has ended.</summary>
    public bool HasExited
    {
        get
        {
            int status;
            _hasExited = _hasExited || WaitFor(Pid, &status, NoWait) != 0;
            return _hasExited;
        }
    }

    /// <summary>Starts a command and holds it.</summary>
    /// <param name="command">Program (a path, or a name looked up in PATH) and arguments.</param>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    /// <exception cref="HeldCommandException">The kernel has no process or no pipe for it.</exception>
    public static HeldCommand Start(IReadOnlyList<string> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        string program = FindProgram(command[0]);
        nint path = Marshal.StringToCoTaskMemUTF8(program);
        var arguments = new nint[command.Count + 1];
        for (int i = 0; i < command.Count; i++)
            arguments[i] = Marshal.StringToCoTaskMemUTF8(command[i]);
        try
        {
            fixed (nint* pointers = arguments)
            {
                foreach (int patience in PatienceMilliseconds)
                {
                    if (TryStart(program, path, pointers, patience) is { } held)
                        return held;
                }
            }
        }
        finally
        {
            foreach (nint argument in arguments)
                Marshal.FreeCoTaskMem(argument);
            Marshal.FreeCoTaskMem(path);
        }

        throw new HeldCommandException($"failed to start '{program}': the process for it does not answer");
    }

    /// <summary>Lets the command run.</summary>
    /// <param name="executed">
    /// What is done when its program is mapped and has not run an instruction: the command is stopped for it by ptrace(2), and left alone where that is not allowed.
    /// </param>
    /// <exception cref="HeldCommandException">It cannot be executed.</exception>
    public void Release(Action? executed = null)
    {
        if (_gate < 0)
            return;
        bool stops = executed is not null && Trace(TraceSeize, Pid, 0, TraceOptionExec) == 0;
        byte go = 1;
        _ = WriteDescriptor(_gate, &go, 1);
        Close(ref _gate);
        if (stops)
            StopAtExecve(executed!);

        // Closed by the execve, or the reason why there is none.
        byte errno = 0;
        nint count = ReadDescriptor(_ready, &errno, 1);
        Close(ref _ready);
        if (count == 1)
            throw new HeldCommandException($"failed to start '{_program}': {ErrnoText.Of((Errno)errno)}");
    }

    /// <summary>Ends the command when it still runs.</summary>
    public void Dispose()
    {
        bool isHeld = _gate >= 0;
        Close(ref _gate);
        Close(ref _ready);
        if (HasExited)
            return;
        _ = Kill(Pid, SignalTerminate);
        int status;
        if (isHeld)
            _ = WaitFor(Pid, &status, 0);
    }

    /// <summary>Path of a program as execvp(3) would find it.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string FindProgram(string name)
    {
        if (name.Contains('/'))
            return File.Exists(name) ? name : throw new FileNotFoundException($"failed to start '{name}': {(Directory.Exists(name) ? "it is a directory" : "no such file")}", name);
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string candidate = Path.Combine(directory, name);
            if (File.Exists(candidate))
                return candidate;
        }

        throw new FileNotFoundException($"failed to start '{name}': there is no such program in PATH", name);
    }

    // Null when the copy does not get as far as its wait: another thread was about to collect garbage when it was made.
    private static HeldCommand? TryStart(string program, nint path, nint* arguments, int patience)
    {
        HeldProcess.Pipe gate = OpenPipe(program);
        HeldProcess.Pipe ready = OpenPipe(program);
        int pid = HeldProcess.Start(path, arguments, gate, ready);
        int error = Marshal.GetLastSystemError();
        _ = CloseDescriptor(gate.Read);
        _ = CloseDescriptor(ready.Write);
        var held = new HeldCommand(program, pid, gate.Write, ready.Read);
        if (pid > 0 && held.IsReady(patience))
            return held;
        Close(ref held._gate);
        Close(ref held._ready);
        if (pid < 0)
            throw new HeldCommandException($"failed to start '{program}': {ErrnoText.Of((Errno)error)}");
        _ = Kill(pid, SignalKill);
        int status;
        _ = WaitFor(pid, &status, 0);
        return null;
    }

    // Signals that come before the execve are passed on. A command that cannot be executed ends instead of stopping.
    private void StopAtExecve(Action executed)
    {
        while (true)
        {
            int status;
            int changed = WaitFor(Pid, &status, 0);
            if (changed < 0 && (Errno)Marshal.GetLastPInvokeError() == Errno.EINTR)
                continue;
            if (changed < 0 || (status & 0xff) != Stopped)
                return;
            int traceEvent = status >> 16;
            if (traceEvent != TraceEventExec)
            {
                _ = Trace(TraceContinue, Pid, 0, traceEvent == 0 ? (status >> 8) & 0xff : 0);
                continue;
            }

            try
            {
                executed();
            }
            finally
            {
                _ = Trace(TraceDetach, Pid, 0, 0);
            }

            return;
        }
    }

    private bool IsReady(int patience)
    {
        var wait = new PollEntry { Descriptor = _ready, Events = 1 };
        int answers;
        do
            answers = Poll(&wait, 1, patience);
        while (answers < 0 && (Errno)Marshal.GetLastPInvokeError() == Errno.EINTR);
        byte sign;
        return answers == 1 && ReadDescriptor(_ready, &sign, 1) == 1;
    }

    private static HeldProcess.Pipe OpenPipe(string program)
    {
        int* ends = stackalloc int[2];
        return Pipe(ends, CloseOnExec) == 0
            ? new HeldProcess.Pipe(ends[0], ends[1]) : throw new HeldCommandException($"failed to start '{program}': {ErrnoText.Of((Errno)Marshal.GetLastPInvokeError())}");
    }

    private static void Close(ref int descriptor)
    {
        if (descriptor >= 0)
            _ = CloseDescriptor(descriptor);
        descriptor = -1;
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int fd);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint ReadDescriptor(int fd, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteDescriptor(int fd, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint Trace(int request, int pid, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitFor(int pid, int* status, int options);

    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }
}
