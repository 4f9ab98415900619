using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Borescope.Cli.Lab.Native;

/// <summary>
/// Processes that end with the one that started them, however it ends: this program starts itself with a hidden argument, asks the kernel for a
/// SIGKILL at its parent's death (prctl(2), PR_SET_PDEATHSIG) and becomes the program.
/// </summary>
/// <remarks>The kernel means the thread that started it: whoever uses this must start the process on a thread that lives as long.</remarks>
internal static unsafe class ParentBound
{
    /// <summary>First argument that makes the program bind itself and then execute the rest.</summary>
    internal const string Argument = "--with-parent";

    private const int SetParentDeathSignal = 1;
    private const int SignalKill = 9;
    private const int SignalPipe = 13;
    private const int NotExecutable = 126;

    /// <summary>The command that runs a program so.</summary>
    /// <param name="self">This program's own file.</param>
    /// <param name="command">The program's path and arguments.</param>
    internal static List<string> Wrap(string self, List<string> command) =>
        [self, Argument, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), .. command];

    /// <summary>Asks for a signal when the process that started this one has ended.</summary>
    internal static void SignalAtParentsDeath(int signal) => _ = Libc.ProcessControl(SetParentDeathSignal, signal, 0, 0, 0);

    /// <summary>The bound side: becomes the program. Returns only when that fails: an exit code.</summary>
    /// <param name="arguments">What follows <see cref="Argument"/>: the parent's process id, the program, its arguments.</param>
    internal static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length < 2 || !int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out int parent))
        {
            return NotExecutable;
        }
        SignalAtParentsDeath(SignalKill);
        if (Libc.ParentProcess() != parent)
        {
            return NotExecutable; // It died before the kernel was asked.
        }

        // .NET ignores SIGPIPE, and what is ignored stays so across execve.
        _ = Libc.SetSignalAction(SignalPipe, 0);
        byte** argv = (byte**)NativeMemory.AllocZeroed((nuint)arguments.Length, (nuint)sizeof(byte*));
        for (int i = 1; i < arguments.Length; i++)
        {
            int size = Encoding.UTF8.GetByteCount(arguments[i]);
            argv[i - 1] = (byte*)NativeMemory.AllocZeroed((nuint)size + 1);
            Encoding.UTF8.GetBytes(arguments[i], new Span<byte>(argv[i - 1], size));
        }
        _ = Libc.Execute(argv[0], argv);
        Console.Error.WriteLine($"cannot execute {arguments[1]}: {Marshal.GetLastPInvokeErrorMessage()}");
        return NotExecutable;
    }
}
