using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Borescope.Kernel;

/// <summary>A copy of this process with one thread, which waits for a byte and then executes a program.</summary>
/// <remarks>
/// What a copy of a runtime may do is narrow: its collector waits for threads that are not there. So everything it needs is made before the copy, and between the
/// copy and the execve nothing is allocated, nothing is looked up or compiled (compiled code is memory that the copy shares), and no call changes the mode of the thread.
/// </remarks>
internal static unsafe partial class HeldProcess
{
    private const int SetParentDeathSignal = 1;
    private const int Terminate = 15;
    private const int Kill = 9;
    private const int BrokenPipe = 13;
    private const int LastSignal = 64;
    private const int SetMask = 2;
    private const int SignalStateBytes = 256;

    /// <summary>Makes the copy. Signals are blocked until it has the dispositions of a new program.</summary>
    /// <param name="program">Path, ended by a zero.</param>
    /// <param name="arguments">Addresses of its arguments, ended by a null.</param>
    /// <param name="gate">Pipe that the copy reads a byte from before it executes the program; no byte ends it.</param>
    /// <param name="ready">Pipe that it writes a byte to when nothing but that is left to do; after it the error number, should the execve fail.</param>
    /// <returns>The pid, or -1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static int Start(nint program, nint* arguments, Pipe gate, Pipe ready)
    {
        var blocked = stackalloc byte[SignalStateBytes];
        var before = stackalloc byte[SignalStateBytes];
        var state = stackalloc nint[SignalStateBytes / sizeof(nint)];
        byte sign = 1;
        int gateRead = gate.Read, gateWrite = gate.Write, readyRead = ready.Read, readyWrite = ready.Write;
        new Span<byte>(blocked, SignalStateBytes).Fill(0xff);
        FindFunctions();

        _ = ChangeMask(SetMask, blocked, before);
        var pid = Fork();
        if (pid != 0)
        {
            _ = ChangeMask(SetMask, before, null);
            return pid;
        }

        _ = ProcessControl(SetParentDeathSignal, Terminate, 0, 0, 0);
        _ = Close(gateWrite);
        _ = Close(readyRead);
        for (var number = 1; number <= LastSignal; number++)
        {
            // What was ignored (nohup) stays so; a broken pipe is ignored by the runtime, not by who started it.
            if (SignalAction(number, null, state) == 0 && (state[0] != 1 || number == BrokenPipe))
                _ = Signal(number, 0);
        }

        _ = ChangeMask(SetMask, before, null);
        if (Write(readyWrite, &sign, 1) == 1 && Read(gateRead, &sign, 1) == 1)
        {
            _ = Execute(program, arguments);
            sign = (byte)*ErrorNumber();
            _ = Write(readyWrite, &sign, 1);
        }

        _ = SendSignal(ProcessId(), Kill);
        return 0;
    }

    // The runtime looks a function up when it is first called: each is called once in a way that changes nothing.
    [MethodImpl(MethodImplOptions.NoOptimization | MethodImplOptions.NoInlining)]
    private static void FindFunctions()
    {
        _ = ChangeMask(SetMask, null, null);
        _ = ProcessControl(-1, 0, 0, 0, 0);
        _ = Close(-1);
        _ = SignalAction(-1, null, null);
        _ = Signal(-1, 0);
        _ = Write(-1, null, 0);
        _ = Read(-1, null, 0);
        _ = Execute(0, null);
        _ = ErrorNumber();
        _ = SendSignal(ProcessId(), 0);
    }

    [LibraryImport("libc", EntryPoint = "fork")]
    [SuppressGCTransition]
    private static partial int Fork();

    [LibraryImport("libc", EntryPoint = "prctl")]
    [SuppressGCTransition]
    private static partial int ProcessControl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "close")]
    [SuppressGCTransition]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    [SuppressGCTransition]
    private static partial int SignalAction(int number, void* wanted, nint* current);

    [LibraryImport("libc", EntryPoint = "signal")]
    [SuppressGCTransition]
    private static partial nint Signal(int number, nint action);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    [SuppressGCTransition]
    private static partial int ChangeMask(int how, byte* wanted, byte* current);

    [LibraryImport("libc", EntryPoint = "read")]
    [SuppressGCTransition]
    private static partial nint Read(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    [SuppressGCTransition]
    private static partial nint Write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "execv")]
    [SuppressGCTransition]
    private static partial int Execute(nint program, nint* arguments);

    [LibraryImport("libc", EntryPoint = "__errno_location")]
    [SuppressGCTransition]
    private static partial int* ErrorNumber();

    [LibraryImport("libc", EntryPoint = "getpid")]
    [SuppressGCTransition]
    private static partial int ProcessId();

    [LibraryImport("libc", EntryPoint = "kill")]
    [SuppressGCTransition]
    private static partial int SendSignal(int process, int signal);

    /// <summary>The two ends of a pipe; both close on execve.</summary>
    internal readonly record struct Pipe(int Read, int Write);
}
