using System;
using System.IO;
using Borescope.Script.Diagnostics;
using Borescope.Script.Runtime;
using Borescope.Script.Syntax;
using Borescope.Script.Tests.Syntax;

namespace Borescope.Script.Tests.Headers;

/// <summary>What a script's preprocessor lines and macros make of its headers and imports.</summary>
public sealed class ScriptPreprocessorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("borescope-script-").FullName;

    [Theory]
    [InlineData("#include \"h.h\"\n#if LEVEL == 3\nbegin { print(SQ(LEVEL)); }\n#endif", "(call print (* 3 3))")]
    [InlineData("#include \"h.h\"\n#ifdef SQ\nbegin { @ = max(2); }\n#endif", "(= @ (call max 2))")]
    [InlineData("#define OWN 1\n#include \"h.h\"\nbegin { print(SEEN(2)); }", "(call print (+ 2 1))")]
    [InlineData("#include \"h.h\"\nmacro SQ(x) { x }\nbegin { print(SQ(2)); }", "(call print (call SQ 2))")]
    [InlineData("#include \"h.h\"\n#undef SQ\nbegin { print(SQ(2)); }", "(call print (call SQ 2))")]
    [InlineData("#define INNER 1\nimport \"i.bt\";\nbegin { }", "(call print \"inner\")")]
    [InlineData("#if __has_include(\"h.h\") && !__has_include(<nosuch.h>)\nbegin { print(1); }\n#endif", "(call print 1)")]
    [InlineData("#include <sys/socket.h>\n#if AF_INET == 2\nbegin { print(1); }\n#endif", "(call print 1)")]
    public void Scripts(string script, string expected)
    {
        Write("h.h", "#ifdef OWN\n#define SEEN(x) (x + OWN)\n#endif\n#define SQ(x) ((x) * (x))\n#define LEVEL 3\n#define max(a, b) 1\nstruct hs { int a; };\n");
        Write("i.bt", "#ifdef INNER\nend { print(\"inner\"); }\n#endif\n");
        string path = Write("main.bt", script);
        var diagnostics = new DiagnosticBag();
        SyntaxTree tree = ScriptReader.Read(new ScriptSource(path, script), path, [], diagnostics);
        Assert.False(diagnostics.HasErrors, DiagnosticRenderer.Render(diagnostics));
        Assert.Contains(expected, SyntaxText.Of(tree), StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
