using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Borescope.KernelTests.Machines;

/// <summary>A kernel that a test runs commands on: this host's or one in the lab. The file tree is the host's in both.</summary>
public interface IMachine
{
    /// <summary>As uname -r prints it.</summary>
    string Release { get; }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">A path, or a name on PATH.</param>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="input">Standard input; none when null.</param>
    /// <param name="timeout">Default one minute; then it is killed and the test fails with what it wrote so far.</param>
    /// <param name="environment">NAME=value strings beside the inherited ones.</param>
    Task<RunResult> RunAsync(string program, IReadOnlyList<string> arguments, byte[]? input = null, TimeSpan? timeout = null,
        IReadOnlyList<string>? environment = null);

    /// <summary>Starts a program that the test talks to while it runs.</summary>
    RunningCommand Start(string program, IReadOnlyList<string> arguments, IReadOnlyList<string>? environment = null);
}
