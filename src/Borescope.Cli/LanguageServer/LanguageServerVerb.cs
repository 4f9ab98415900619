using System;
using System.IO;
using Borescope.Script.Semantics.Kernel;

namespace Borescope.Cli.LanguageServer;

/// <summary>`borescope lsp`: a language server over standard input and output.</summary>
internal static class LanguageServerVerb
{
    private const string Usage = """
        usage: borescope lsp

        A language server for bpftrace scripts over standard input and output, for editors to start: messages while typing, completion of
        probes, builtins, functions and fields of this kernel's types, what a word means, where a macro is, standard form.
        docs/editors says how to set up editors.

        """;

    internal static int Run(string[] arguments)
    {
        // Editors name the transport; there is one.
        if (arguments is not ([] or ["--stdio"]))
        {
            bool isHelp = arguments is ["-h"] or ["--help"];
            (isHelp ? Console.Out : Console.Error).Write(Usage);
            return isHelp ? 0 : 1;
        }
        using Stream input = new BufferedStream(Console.OpenStandardInput(), 1 << 16);
        using Stream output = Console.OpenStandardOutput();
        using RunningKernel kernel = new();
        return new Server(new MessageStream(input, output), new RunningKernelModel(kernel)).Run();
    }
}
