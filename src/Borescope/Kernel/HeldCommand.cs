using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Borescope.Kernel;

/// <summary>
/// A command that exists as a process but waits before its execve, so that probes can be attached to its pid first. It shares the terminal and dies
/// with this process.
/// </summary>
/// <remarks>
/// The process starts as this program itself with a hidden first argument (<see cref="HoldArgument"/>), waits for a byte on a pipe, then executes the
/// command. The program's entry point must hand such arguments to <see cref="RunHeld"/>.
/// </remarks>
public sealed partial class HeldCommand : IDisposable
{
    /// <summary>First argument that makes the program hold and then execute the rest.</summary>
    public const string HoldArgument = "--hold-and-execute";

    /// <summary>Exit code when the command cannot be executed, as shells use it.</summary>
    private const int NotExecutable = 126;

    private const int SetParentDeathSignal = 1;
    private const int SignalTerminate = 15;

    private readonly Process _process;
    private int _releaseFd;

    private HeldCommand(Process process, int releaseFd)
    {
        _process = process;
        _releaseFd = releaseFd;
    }

    /// <summary>Process id, the same before and after the execve.</summary>
    public int Pid => _process.Id;

    /// <summary>Whether the command has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a command and holds it.</summary>
    /// <param name="command">Program (a path, or a name looked up in PATH) and arguments.</param>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    public static unsafe HeldCommand Start(IReadOnlyList<string> command)
    {
        string program = FindProgram(command[0]);
        int* ends = stackalloc int[2];
        if (Pipe(ends) != 0)
            throw new IOException($"pipe() failed with errno {Marshal.GetLastPInvokeError()}");

        // The read end is inherited, the write end is not: should this process die, the child reads end-of-file and gives up.
        CloseOnExec(ends[1]);
        var start = new ProcessStartInfo("/proc/self/exe") { UseShellExecute = false };
        start.ArgumentList.Add(HoldArgument);
        start.ArgumentList.Add(ends[0].ToString(System.Globalization.CultureInfo.InvariantCulture));
        start.ArgumentList.Add(program);
        foreach (string argument in command)
            start.ArgumentList.Add(argument);
        try
        {
            Process process = Process.Start(start) ?? throw new IOException($"could not start {program}");
            return new HeldCommand(process, ends[1]);
        }
        catch
        {
            _ = CloseDescriptor(ends[1]);
            throw;
        }
        finally
        {
            _ = CloseDescriptor(ends[0]);
        }
    }

    /// <summary>Lets the command run.</summary>
    public unsafe void Release()
    {
        if (_releaseFd < 0)
            return;
        byte go = 1;
        _ = WriteDescriptor(_releaseFd, &go, 1);
        _ = CloseDescriptor(_releaseFd);
        _releaseFd = -1;
    }

    /// <summary>The held side: waits for the release, then becomes the command. Returns only when that fails: an exit code.</summary>
    /// <param name="arguments">What follows <see cref="HoldArgument"/>: pipe, program, argv.</param>
    public static unsafe int RunHeld(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length < 3 || !int.TryParse(arguments[0], out int fd))
            return NotExecutable;
        _ = ProcessControl(SetParentDeathSignal, SignalTerminate, 0, 0, 0);
        byte go = 0;
        if (ReadDescriptor(fd, &go, 1) != 1)
            return NotExecutable;
        _ = CloseDescriptor(fd);

        string program = arguments[1];
        var pointers = new nint[arguments.Length - 1];
        for (int i = 0; i < pointers.Length - 1; i++)
            pointers[i] = Terminated(arguments[i + 2]);
        fixed (nint* argv = pointers)
            _ = Execute(Terminated(program), argv);
        Console.Error.WriteLine($"cannot execute {program}: errno {Marshal.GetLastPInvokeError()}");
        return NotExecutable;
    }

    /// <summary>Ends the command when it still runs.</summary>
    public void Dispose()
    {
        if (_releaseFd >= 0)
        {
            _ = CloseDescriptor(_releaseFd);
            _releaseFd = -1;
        }

        if (!_process.HasExited)
            _ = Kill(_process.Id, SignalTerminate);
        _process.Dispose();
    }

    /// <summary>Path of a program as execvp(3) would find it.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string FindProgram(string name)
    {
        if (name.Contains('/'))
            return File.Exists(name) ? name : throw new FileNotFoundException($"failed to start '{name}': no such file", name);
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string candidate = Path.Combine(directory, name);
            if (File.Exists(candidate))
                return candidate;
        }

        throw new FileNotFoundException($"failed to start '{name}': there is no such program in PATH", name);
    }

    private static nint Terminated(string text)
    {
        // Never freed: the next thing this process does is to become another program.
        int length = Encoding.UTF8.GetByteCount(text);
        nint memory = Marshal.AllocHGlobal(length + 1);
        unsafe
        {
            var bytes = new Span<byte>((void*)memory, length + 1);
            Encoding.UTF8.GetBytes(text, bytes);
            bytes[length] = 0;
        }

        return memory;
    }

    private static void CloseOnExec(int fd) => _ = FileControl(fd, 2, 1);

    [LibraryImport("libc", EntryPoint = "pipe", SetLastError = true)]
    private static unsafe partial int Pipe(int* ends);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int fd, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int fd);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadDescriptor(int fd, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteDescriptor(int fd, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true)]
    private static unsafe partial int Execute(nint path, nint* arguments);
}
