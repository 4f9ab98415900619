using System;
using System.IO;
using System.Text;
using System.Threading;
using Borescope.Cli.Lab.Native;
using Borescope.Cli.Lab.Wire;

namespace Borescope.Cli.Lab.Guest;

/// <summary>
/// The guest's first process. The initramfs holds this very binary as /init; the kernel starts it with <see cref="Argument"/>.
/// </summary>
internal static class GuestInit
{
    /// <summary>The argument that tells Borescope that it is the first process of a lab machine.</summary>
    internal const string Argument = "lab-init";

    /// <summary>The virtio-serial port's name.</summary>
    internal const string PortName = "borescope";

    private const int RebootRestart = 0x01234567;

    /// <summary>Sets the machine up, serves commands until the host goes away, and restarts, which ends QEMU.</summary>
    internal static int Run()
    {
        try
        {
            Serve();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("borescope lab: " + error.Message);
        }
        Libc.Sync();
        _ = Libc.Reboot(RebootRestart);
        return 1;
    }

    private static void Serve()
    {
        GuestMounts.MountEarly();
        GuestSettings settings = GuestSettings.Read();
        var failures = GuestModules.LoadAll("/modules");
        int port = OpenPort();
        FrameChannel channel = new(port);
        string release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        try
        {
            GuestMounts.EnterHostRoot(settings, release);
            GuestNetwork.Raise("lo");
            SetHostName("borescope-lab"u8);
        }
        catch (IOException error)
        {
            string text = failures.Count == 0 ? error.Message : error.Message + "; modules: " + string.Join("; ", failures);
            Announce(channel, FrameKind.Broken, text);
            // Leave the host the time to read it: it hangs up, which ends the loop.
            while (channel.TryReceive(out _))
            {
            }
            return;
        }
        Announce(channel, FrameKind.Hello, release);
        new GuestServer(channel).Run();
    }

    /// <summary>
    /// Sends the first frame from a thread of its own: a write waits forever where the host is already gone, which only the read
    /// that follows would tell.
    /// </summary>
    private static void Announce(FrameChannel channel, FrameKind kind, string text) =>
        new Thread(() => channel.Send(kind, 0, Encoding.UTF8.GetBytes(text))) { IsBackground = true }.Start();

    private static int OpenPort()
    {
        // The driver announces ports from a work queue, so the device may come a little later than the module.
        for (int attempt = 0; attempt < 2500; attempt++)
        {
            if (Directory.Exists("/sys/class/virtio-ports"))
            {
                foreach (string directory in Directory.GetDirectories("/sys/class/virtio-ports"))
                {
                    string name = Path.Combine(directory, "name");
                    if (File.Exists(name) && File.ReadAllText(name).Trim() == PortName)
                    {
                        int port = Libc.Open("/dev/" + Path.GetFileName(directory), Libc.OpenReadWrite | Libc.OpenCloseOnExec, 0);
                        if (port >= 0)
                        {
                            return port;
                        }
                    }
                }
            }
            Thread.Sleep(2);
        }
        throw new IOException("the channel to the host (virtio-serial port 'borescope') did not appear within 5 s");
    }

    private static unsafe void SetHostName(ReadOnlySpan<byte> name)
    {
        fixed (byte* start = name)
        {
            _ = Libc.SetHostName(start, (nuint)name.Length);
        }
    }
}
