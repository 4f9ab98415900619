using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using Borescope.Cli.Lab;
using Borescope.Cli.Lab.Host;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Demo;

/// <summary>
/// `borescope demo`: says what this kernel can do and shows three probes live for about 20 seconds; in the lab where this kernel
/// cannot be probed.
/// </summary>
internal static class DemoVerb
{
    private const string Usage = """
        usage: borescope demo [--lab]

        Says what this kernel can do, then shows three probes at work for about 20 seconds: in this kernel where it has kprobes,
        in the lab otherwise or with --lab.
        """;

    private const string InsideOption = "--inside";
    private const int SignalInterrupt = 2;
    private const int SignalKill = 9;

    internal static int Run(string[] arguments)
    {
        bool inside = arguments is [InsideOption];
        bool lab = arguments is ["--lab"];
        if (arguments is ["-h"] or ["--help"])
        {
            Console.Out.WriteLine(Usage);
            return 0;
        }
        if (arguments.Length > 0 && !inside && !lab)
        {
            Console.Error.WriteLine($"borescope demo: unknown argument {arguments[0]}\n\n{Usage}");
            return 1;
        }
        using KernelReport report = new();
        foreach (string line in report.Lines())
        {
            Console.Out.WriteLine(line);
        }
        Console.Out.WriteLine();
        if (!report.Capabilities.CanTrace)
        {
            Console.Error.WriteLine($"borescope demo: this user may not trace (missing {report.Capabilities.Missing()}): run it with sudo.");
            return 1;
        }
        if (report.HasKprobes && !lab)
        {
            return Show();
        }
        if (inside)
        {
            Console.Error.WriteLine("borescope demo: the lab's kernel has no kprobes either.");
            return 1;
        }
        Console.Out.WriteLine(lab
            ? "The probes run in the lab, in a Debian kernel with these files as its root, emulated where /dev/kvm does not work."
            : "This kernel has no kprobes, so the probes run in the lab: a Debian kernel with these files as its root, emulated where\n" +
              "/dev/kvm does not work. What is missing for it is fetched once.");
        Console.Out.WriteLine();
        Console.Out.Flush();
        return LabRun.Run(new LabOptions(), [Self(), "demo", InsideOption], withInput: false);
    }

    private static int Show()
    {
        int tracer = 0;
        int signalled = 0;
        Lock gate = new();
        void Interrupt(PosixSignalContext context)
        {
            context.Cancel = true;
            lock (gate)
            {
                signalled = 1;
                if (tracer > 0)
                {
                    _ = Libc.Kill(tracer, SignalInterrupt);
                }
            }
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        List<string> environment = ProgramRun.CurrentEnvironment();
        int nothing = Libc.Open("/dev/null", Libc.OpenReadWrite | Libc.OpenCloseOnExec, 0);
        foreach (DemoScript script in DemoScript.All)
        {
            Console.Out.WriteLine($"{script.Title}\n\n  $ borescope -e '{script.Program.Replace("\n", "\n                  ", StringComparison.Ordinal)}'\n");
            Console.Out.Flush();
            int errno = ChildProcess.Start("/bin/sh", ["sh", "-c", script.Workload], environment, null,
                [(nothing, 0), (nothing, 1), (nothing, 2)], null, out int workload);
            if (errno != 0)
            {
                Console.Error.WriteLine("borescope demo: /bin/sh cannot be started.");
                return 1;
            }
            int code;
            lock (gate)
            {
                errno = ChildProcess.Start(Self(), [Self(), "-q", "-B", "line", "-e", script.Program], environment, null, [(nothing, 0)], null, out tracer);
            }
            code = errno == 0 ? ChildProcess.Wait(tracer) : 1;
            lock (gate)
            {
                tracer = 0;
            }
            _ = Libc.Kill(-workload, SignalKill);
            _ = ChildProcess.Wait(workload);
            if (Volatile.Read(ref signalled) != 0)
            {
                return 130;
            }
            if (code != 0)
            {
                Console.Error.WriteLine($"borescope demo: the probe failed with exit code {code.ToString(System.Globalization.CultureInfo.InvariantCulture)}.");
                return code;
            }
            Console.Out.WriteLine();
        }
        Console.Out.WriteLine("That was all. More: ./borescope -h, ./borescope lab -h, README.md");
        return 0;
    }

    private static string Self() => Environment.ProcessPath ?? throw new LabException("this program's own file is unknown.");
}
