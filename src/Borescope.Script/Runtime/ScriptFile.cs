using System;
using System.IO;
using Borescope.Script.Syntax;

namespace Borescope.Script.Runtime;

/// <summary>The script that a command line names, and why files cannot be read or written.</summary>
public static class ScriptFile
{
    /// <summary>Reads the text of <c>-e</c>, standard input or the file.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="source">The script.</param>
    /// <param name="problem">Why it cannot be read.</param>
    public static bool TryRead(TracerOptions options, out ScriptSource? source, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(options);
        (source, problem) = (null, null);
        string path = options.ScriptFile ?? options.ListPattern;
        try
        {
            source = options.ProgramText is not null ? new ScriptSource(options.ProgramName, options.ProgramText)
                : path == "-" ? new ScriptSource("stdin", Console.In.ReadToEnd())
                : new ScriptSource(path, File.ReadAllText(path));
            if (!source.Text.StartsWith("\u007fELF", StringComparison.Ordinal))
                return true;
            problem = $"'{path}' is no script but a program or an object; the functions of a program are listed by -l 'uprobe:{path}:*'";
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = $"cannot read the script '{path}': {(error is DirectoryNotFoundException ? "there is no such file" : Problem(error, path))}";
            return false;
        }
    }

    /// <summary>Why a file cannot be read or written.</summary>
    public static string Problem(Exception error, string? path) => error switch
    {
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "its directory does not exist",
        _ when Directory.Exists(path) => "it is a directory",
        UnauthorizedAccessException => "permission denied",
        _ => error?.Message ?? "",
    };
}
