using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab.Host;

/// <summary>
/// The two processes of a lab machine, QEMU and virtiofsd, and their directory. Both lead sessions of their own, so that a
/// terminal's Ctrl-C does not reach them; both end with this process, however it ends (see <see cref="ParentBound"/>).
/// </summary>
internal sealed class VirtualMachine : IDisposable
{
    private const string DirectoryPrefix = "borescope-lab-";
    private const int SignalKill = 9;
    private const int AddressFamilyUnix = 1;
    private const int SocketStream = 1;
    private const int SocketCloseOnExec = 0x80000;
    private const int FirstFreeDescriptor = 10;
    private const int DuplicateCloseOnExec = 1030;

    private readonly string _directory;
    private readonly List<Thread> _reapers = [];
    private int _qemu;
    private int _virtiofsd;
    private volatile bool _qemuEnded;

    private readonly string _self;

    private VirtualMachine(string directory, string self) => (_directory, _self) = (directory, self);

    /// <summary>Our end of the channel to the guest.</summary>
    internal int Channel { get; private set; } = -1;

    /// <summary>False once QEMU has ended.</summary>
    internal bool IsRunning => !_qemuEnded;

    /// <summary>The kernel's messages and QEMU's own, so far.</summary>
    internal string Console => (ReadText("console") + ReadText("qemu.log")).Trim();

    /// <summary>Starts the processes; the guest is not up yet.</summary>
    internal static VirtualMachine Start(LabTools tools, LabKernel kernel, LabOptions options, string initProgram, bool kvm)
    {
        SweepDeadDirectories();
        string directory = Directory.CreateTempSubdirectory($"{DirectoryPrefix}{System.Environment.ProcessId}-").FullName;
        VirtualMachine machine = new(directory, initProgram);
        try
        {
            Initramfs.Write(Path.Combine(directory, "initramfs"), kernel, initProgram);
            machine.StartFileServer(tools);
            machine.StartQemu(QemuCommand.Build(tools, kernel, options, kvm, directory));
            return machine;
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }

    /// <summary>Ends both processes.</summary>
    internal void Stop()
    {
        lock (_reapers)
        {
            Kill(_qemu);
            Kill(_virtiofsd);
            foreach (Thread reaper in _reapers)
            {
                reaper.Join();
            }
            _qemu = 0;
            _virtiofsd = 0;
        }
    }

    /// <summary>Ends both processes and removes their files.</summary>
    public void Dispose()
    {
        Stop();
        if (Channel >= 0)
        {
            _ = Libc.Close(Channel);
            Channel = -1;
        }
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (IOException)
        {
            // Leftover files in the temporary directory are not worth failing for.
        }
    }

    /// <summary>Removes what runs that were killed left in the temporary directory.</summary>
    private static void SweepDeadDirectories()
    {
        foreach (string directory in Directory.GetDirectories(Path.GetTempPath(), DirectoryPrefix + "*"))
        {
            string owner = Path.GetFileName(directory)[DirectoryPrefix.Length..];
            int dash = owner.IndexOf('-', StringComparison.Ordinal);
            if (dash <= 0 || !int.TryParse(owner.AsSpan(0, dash), out int pid) || Directory.Exists($"/proc/{pid}"))
            {
                continue;
            }
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another user's, or being removed by another run.
                continue;
            }
        }
    }

    private unsafe void StartFileServer(LabTools tools)
    {
        int socket = Libc.Socket(AddressFamilyUnix, SocketStream | SocketCloseOnExec, 0);
        byte[] path = Encoding.UTF8.GetBytes(Path.Combine(_directory, "files"));
        // struct sockaddr_un: the family (2 bytes), then at most 108 bytes of path.
        Span<byte> address = stackalloc byte[110];
        address.Clear();
        address[0] = AddressFamilyUnix;
        if (path.Length > 107)
        {
            throw new LabException($"the temporary directory's path {_directory} is too long for a socket; set TMPDIR to a shorter one.");
        }
        path.CopyTo(address[2..]);
        fixed (byte* start = address)
        {
            if (socket < 0 || Libc.Bind(socket, start, (uint)address.Length) != 0 || Libc.Listen(socket, 1) != 0)
            {
                throw Descriptor.Failure("preparing virtiofsd's socket");
            }
        }
        string listening = QemuCommand.ChannelDescriptor.ToString(System.Globalization.CultureInfo.InvariantCulture);
        List<string> command = tools.VirtiofsdTakesSharedDirectory
            ? [tools.Virtiofsd, "--fd=" + listening, "--shared-dir=/", "--cache=auto",
                "--sandbox=" + (Libc.EffectiveUser() == 0 ? "chroot" : "namespace")]
            // What was read is kept over the next open ("always"), unless attributes say otherwise, which are old after a second and not after a day.
            : [tools.Virtiofsd, "-f", "--fd=" + listening, "-o", "source=/", "-o", "sandbox=chroot", "-o", "cache=always", "-o", "timeout=1",
                "-o", "log_level=err"];
        // No announced sub-mounts: overlayfs refuses automount points in its lower layer (EREMOTE).
        _virtiofsd = StartProcess(command, socket, "virtiofsd.log", static () => { });
        _ = Libc.Close(socket);
    }

    private unsafe void StartQemu(List<string> command)
    {
        int* ends = stackalloc int[2];
        if (Libc.SocketPair(AddressFamilyUnix, SocketStream | SocketCloseOnExec, 0, ends) != 0)
        {
            throw Descriptor.Failure("socketpair");
        }
        Channel = ends[0];
        _qemu = StartProcess(command, ends[1], "qemu.log", () => _qemuEnded = true);
        _ = Libc.Close(ends[1]);
    }

    private int StartProcess(List<string> command, int inherited, string log, Action ended)
    {
        int nothing = Libc.Open("/dev/null", Libc.OpenReadOnly | Libc.OpenCloseOnExec, 0);
        int output = Libc.Open(Path.Combine(_directory, log), Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenCloseOnExec, 0x1A4);
        // Above the child's numbers, so that putting them in place overwrites none of them.
        int high = Libc.Fcntl(inherited, DuplicateCloseOnExec, FirstFreeDescriptor);
        List<string> bound = ParentBound.Wrap(_self, command);
        using ManualResetEventSlim started = new();
        int errno = 0, pid = 0;

        // The thread that starts the process waits for it too: the process ends with its thread.
        Thread reaper = new(() =>
        {
            errno = ChildProcess.Start(bound[0], bound, ProgramRun.CurrentEnvironment(), null,
                [(nothing, 0), (output, 1), (output, 2), (high, QemuCommand.ChannelDescriptor)], null, out pid);
            started.Set();
            if (errno == 0)
            {
                _ = ChildProcess.Wait(pid);
                ended();
            }
        })
        { IsBackground = true, Name = "lab reaper" };
        reaper.Start();
        started.Wait();
        _ = Libc.Close(nothing);
        _ = Libc.Close(output);
        _ = Libc.Close(high);
        if (errno != 0)
        {
            throw new LabException($"{bound[0]} cannot be started: {Marshal.GetPInvokeErrorMessage(errno)}");
        }
        _reapers.Add(reaper);
        return pid;
    }

    private static void Kill(int pid)
    {
        if (pid > 0)
        {
            // The session's whole group: virtiofsd forks. A pid that has ended was reaped by us alone, moments ago at most.
            _ = Libc.Kill(-pid, SignalKill);
        }
    }

    private string ReadText(string name)
    {
        string path = Path.Combine(_directory, name);
        if (!File.Exists(path))
        {
            return "";
        }
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
