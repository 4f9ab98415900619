namespace Borescope.Cli.Lab.Wire;

/// <summary>What a frame between host and guest carries. Frames with an id belong to one running command.</summary>
internal enum FrameKind : byte
{
    /// <summary>Guest: the machine is up; payload is the kernel's release.</summary>
    Hello = 1,

    /// <summary>Guest: the machine cannot come up; payload says why.</summary>
    Broken,

    /// <summary>Host: start a command; payload is a <see cref="CommandLine"/>.</summary>
    Run,

    /// <summary>Host: bytes for the command's standard input.</summary>
    Input,

    /// <summary>Host: the command's standard input ends.</summary>
    InputEnd,

    /// <summary>Guest: so many bytes of input were consumed (u32), the host may send as many more.</summary>
    Consumed,

    /// <summary>Host: send the command's process group a signal (u32).</summary>
    Signal,

    /// <summary>Host: the terminal's size changed (rows u16, columns u16).</summary>
    Resize,

    /// <summary>Guest: bytes from standard output.</summary>
    Output,

    /// <summary>Guest: bytes from standard error.</summary>
    Error,

    /// <summary>Guest: the command ended; payload is its exit code (u32). The last frame of its id.</summary>
    Exit,
}
