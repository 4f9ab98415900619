using System;
using System.Runtime.InteropServices;

namespace Borescope.Script.Types;

/// <summary>Names that stand for numbers on every machine of an architecture.</summary>
internal static class NumberNames
{
    private const int Errors = 134;

    private const int FirstRealTime = 34;
    private const int LastSignal = 64;

    // Numbers of the common ABI (x86-64, arm64).
    private static readonly string[] Signals =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM",
        "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF",
        "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    // What strsignal(3) says of them in the C locale.
    private static readonly string[] SignalTexts =
    [
        "", "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/breakpoint trap", "Aborted", "Bus error", "Floating point exception", "Killed",
        "User defined signal 1", "Segmentation fault", "User defined signal 2", "Broken pipe", "Alarm clock", "Terminated", "Stack fault", "Child exited",
        "Continued", "Stopped (signal)", "Stopped", "Stopped (tty input)", "Stopped (tty output)", "Urgent I/O condition", "CPU time limit exceeded",
        "File size limit exceeded", "Virtual timer expired", "Profiling timer expired", "Window changed", "I/O possible", "Power failure", "Bad system call",
    ];

    /// <summary>The name of a number; null when it has none, or only the running system knows it.</summary>
    public static string? Find(NumberNameKind kind, long number) => kind switch
    {
        NumberNameKind.Error => ErrorText(number),
        NumberNameKind.Signal => number switch
        {
            > 0 when number < SignalTexts.Length => SignalTexts[number],
            >= FirstRealTime and <= LastSignal => $"Real-time signal {number - FirstRealTime}",
            >= 0 and <= LastSignal => $"Unknown signal {number}",
            _ => "N/A",
        },
        NumberNameKind.SystemCall => SystemCallNames.Find(number) ?? "Unknown syscall",
        _ => null,
    };

    // Kernel code returns errors as negative numbers: -2 reads as 2. The ABI has gaps (41, 58), which the C library words with their number.
    private static string ErrorText(long number)
    {
        const string unknown = "Unknown error";
        if (number is <= -Errors or >= Errors)
            return unknown;
        string text = Marshal.GetPInvokeErrorMessage((int)Math.Abs(number));
        return text.StartsWith(unknown, StringComparison.Ordinal) ? unknown : text;
    }

    /// <summary>The number of a name; null when nothing has it.</summary>
    public static long? Number(NumberNameKind kind, string name)
    {
        switch (kind)
        {
            case NumberNameKind.Error:
                for (int i = 0; i < Errors; i++)
                {
                    if (Marshal.GetPInvokeErrorMessage(i) == name)
                        return i;
                }

                return null;
            case NumberNameKind.Signal:
                int at = Math.Max(Array.IndexOf(SignalTexts, name), Array.IndexOf(Signals, name));
                return at > 0 ? at : null;
            case NumberNameKind.SystemCall:
                foreach ((long number, string known) in SystemCallNames.All)
                {
                    if (known == name)
                        return number;
                }

                return null;
            default:
                return null;
        }
    }
}
