using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using Borescope.Script.Diagnostics;
using Borescope.Script.Runtime;
using Borescope.Script.Semantics;
using Borescope.Script.Syntax;
using Borescope.Script.Tests.Semantics;

namespace Borescope.Script.Tests.Headers;

/// <summary>Types and constants of the C library's headers, as this machine's C compiler sees them.</summary>
public sealed class InstalledHeaderTests
{
    private const string Headers = "sys/socket.h netinet/in.h sys/stat.h time.h errno.h fcntl.h signal.h stdio.h stdlib.h unistd.h pthread.h poll.h sys/uio.h sys/resource.h dirent.h termios.h netdb.h sys/un.h linux/if_ether.h linux/ip.h linux/fs.h";

    private const string Expressions =
        "AF_INET AF_INET6 SOCK_DGRAM MSG_DONTWAIT IPPROTO_UDP S_IFMT CLOCK_MONOTONIC EAGAIN O_CREAT SIGKILL SEEK_END BUFSIZ POLLIN RLIMIT_NOFILE DT_DIR ECHO ETH_P_IPV6 FIFREEZE "
        + "sizeof(struct_sockaddr) sizeof(struct_sockaddr_storage) sizeof(struct_sockaddr_in6) sizeof(struct_msghdr) sizeof(struct_stat) sizeof(struct_timespec) sizeof(struct_flock) sizeof(siginfo_t) "
        + "sizeof(pthread_mutex_t) sizeof(struct_pollfd) sizeof(struct_iovec) sizeof(struct_rusage) sizeof(struct_dirent) sizeof(struct_termios) sizeof(struct_addrinfo) sizeof(struct_sockaddr_un) "
        + "sizeof(struct_ethhdr) sizeof(struct_iphdr) sizeof(struct_timeval) sizeof(sigset_t) sizeof(struct_tm)";

    [Fact]
    public void Sizes_and_constants_are_those_of_the_compiler()
    {
        Assert.SkipUnless(File.Exists("/usr/include/stdlib.h") && (File.Exists("/usr/bin/gcc") || File.Exists("/usr/local/bin/gcc")), "needs gcc and libc6-dev");
        string[] expressions = [.. Expressions.Split(' ').Select(static e => e.Replace("struct_", "struct ", StringComparison.Ordinal))];
        Assert.Equal(Compile(expressions), Bind(expressions));
    }

    private static string Bind(string[] expressions)
    {
        var script = new StringBuilder();
        foreach (string header in Headers.Split(' '))
            script.Append("#include <").Append(header).Append(">\n");
        script.Append("begin {\n");
        foreach (string expression in expressions)
            script.Append("print((uint64)").Append(expression).Append(");\n");
        script.Append('}');
        var source = new ScriptSource("stdin", script.ToString());
        var diagnostics = new DiagnosticBag();
        SyntaxTree tree = ScriptReader.Read(source, null, [], diagnostics);
        Binding.BoundProgram? program = Binder.Bind(tree, new BinderOptions(), new FakeKernelModel(), diagnostics);
        Assert.True(program is not null, DiagnosticRenderer.Render(diagnostics));
        return string.Join('\n', expressions.Zip(program.Probes[0].Body.Statements, static (expression, statement) => $"{expression} {Value(statement)}"));
    }

    private static long Value(Binding.BoundStatement statement) =>
        ((Binding.BoundConstant)((Binding.BoundCall)((Binding.BoundExpressionStatement)statement).Expression).Arguments[0]).Value;

    private static string Compile(string[] expressions)
    {
        string folder = Directory.CreateTempSubdirectory("borescope-compiled-").FullName;
        try
        {
            var text = new StringBuilder("#define _GNU_SOURCE\n");
            foreach (string header in Headers.Split(' '))
                text.Append("#include <").Append(header).Append(">\n");
            text.Append("int main(void) {\n");
            foreach (string expression in expressions)
                text.Append("printf(\"%s %ld\\n\", \"").Append(expression).Append("\", (long)").Append(expression).Append(");\n");
            File.WriteAllText(Path.Combine(folder, "sizes.c"), text.Append("return 0; }\n").ToString());
            Run("gcc", $"-w -o {folder}/sizes {folder}/sizes.c");
            return Run(folder + "/sizes", "").TrimEnd();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(string program, string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return output;
    }
}
