using System;
using System.Text;
using System.Threading;
using Borescope.Kernel;

namespace Borescope.Cli.Objects;

/// <summary>The standard output of a run: whoever reads it may stop early, which ends the run.</summary>
internal static class RunOutput
{
    private const int StandardOutput = 1;
    private static readonly Lock Gate = new();

    /// <summary>Whether nobody reads any more.</summary>
    internal static bool IsClosed { get; private set; }

    internal static void Write(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        lock (Gate)
        {
            while (!bytes.IsEmpty && !IsClosed)
            {
                nint count = SystemCalls.Instance.Write(StandardOutput, bytes);
                if (count >= 0)
                {
                    bytes = bytes[(int)count..];
                }
                else if (count.AsErrno() is not (Errno.EINTR or Errno.EAGAIN))
                {
                    IsClosed = true;
                }
            }
        }
    }

    internal static void WriteLine(string text) => Write(text + "\n");
}
