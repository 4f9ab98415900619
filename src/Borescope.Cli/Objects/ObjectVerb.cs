using System;

namespace Borescope.Cli.Objects;

/// <summary>`borescope object`: looks at, checks and runs BPF objects that clang built.</summary>
internal static class ObjectVerb
{
    internal const int UsageError = 1;

    private static readonly VerbRow[] Rows =
    [
        new("show", "what is in an object: programs, maps, variables, what it expects of the kernel", ObjectShow.Run),
        new("check", "load every program of each object through the verifier, attach nothing", ObjectCheck.Run),
        new("run", "load an object, attach what its sections say, show its buffers and trace_pipe until Ctrl-C", ObjectRun.Run),
    ];

    internal static int Run(string[] arguments)
    {
        bool help = arguments is [.., "-h" or "--help"];
        if (!help && arguments.Length > 0 && Array.Find(Rows, row => row.Name == arguments[0]) is { } verb)
        {
            return verb.Run(arguments[1..]);
        }
        (help ? Console.Out : Console.Error).Write(Usage());
        return help ? 0 : UsageError;
    }

    private static string Usage() =>
        $"""
        usage: borescope object show FILE.bpf.o
               borescope object check [--btf FILE] [--same-as DIR] FILE.bpf.o…
               borescope object run FILE.bpf.o [--attach-only NAME]… [--pin DIR] [--btf FILE]

          show   {Rows[0].Summary}
          check  {Rows[1].Summary}
          run    {Rows[2].Summary}

          --btf FILE          kernel types to adapt to, for kernels that do not show their own
          --same-as DIR       compare the code with programs that another loader pinned at DIR/OBJECT/PROGRAM
          --attach-only NAME  load and attach only this program; may be given several times. Without it, programs that this kernel has nothing for are left out
          --pin DIR           give maps and links a path below DIR (in /sys/fs/bpf), where they outlive this run

        """;
}
