namespace Borescope.Script.Types;

/// <summary>What a number is the number of.</summary>
public enum NumberNameKind
{
    /// <summary>An error: <c>No such file or directory</c>.</summary>
    Error,

    /// <summary>A signal: <c>Killed</c>.</summary>
    Signal,

    /// <summary>A system call: <c>openat</c>.</summary>
    SystemCall,

    /// <summary>A process or thread, by the name it has when printed.</summary>
    Task,

    /// <summary>A cgroup v2 directory, by its path.</summary>
    Cgroup,
}

/// <summary>A number that is printed as the name it stands for (<c>strerror()</c>, <c>signal_name()</c>, <c>syscall_name()</c>, <c>comm(pid)</c>, <c>cgroup_path()</c>). 8 bytes.</summary>
/// <param name="Kind">Which names.</param>
/// <param name="Filter">Cgroups: only paths that match; else empty.</param>
public sealed record NumberNameType(NumberNameKind Kind, string Filter = "") : ScriptType
{
    /// <inheritdoc/>
    public override int Size => 8;

    /// <inheritdoc/>
    public override bool IsScalar => true;

    /// <inheritdoc/>
    public override string Name => "string";
}
