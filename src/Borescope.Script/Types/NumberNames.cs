using System;
using System.Runtime.InteropServices;

namespace Borescope.Script.Types;

/// <summary>Names that stand for numbers on every machine of an architecture.</summary>
internal static class NumberNames
{
    private const int Errors = 134;

    // Numbers of the common ABI (x86-64, arm64).
    private static readonly string[] Signals =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM",
        "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF",
        "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>The name of a number; null when it has none, or only the running system knows it.</summary>
    public static string? Find(NumberNameKind kind, long number) => kind switch
    {
        NumberNameKind.Error => number is >= 0 and < Errors ? Marshal.GetPInvokeErrorMessage((int)number) : $"Unknown error {number}",
        NumberNameKind.Signal => number > 0 && number < Signals.Length ? Signals[number] : number is >= 32 and <= 64 ? $"SIGRT{number - 32}" : null,
        NumberNameKind.SystemCall => SystemCallNames.Find(number),
        _ => null,
    };

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
                int at = Array.IndexOf(Signals, name);
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
