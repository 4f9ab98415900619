using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using Borescope.Cli.Lab.Guest;

namespace Borescope.Cli.Lab.Host;

/// <summary>QEMU's command line for a lab machine: two virtio devices, a serial console into a file, nothing else.</summary>
internal static class QemuCommand
{
    /// <summary>The descriptor that QEMU inherits for the channel.</summary>
    internal const int ChannelDescriptor = 3;

    // quiet: a serial line costs an exit per character. The guest is thrown away: no mitigations, restart on panic. The
    // loader finds the libraries of /init by the variable, which the kernel hands to its first process.
    private const string KernelArguments =
        "quiet loglevel=3 panic=-1 mitigations=off random.trust_cpu=on rcupdate.rcu_expedited=1 LD_LIBRARY_PATH=" + Initramfs.LibraryDirectory +
        " rdinit=/init";

    /// <summary>The whole command line.</summary>
    internal static List<string> Build(LabTools tools, LabKernel kernel, LabOptions options, bool kvm, string directory)
    {
        bool arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        string memory = options.MemoryMiB.ToString(CultureInfo.InvariantCulture) + "M";
        string console = arm ? "ttyAMA0" : "ttyS0";
        string extra = options.CountInstructions ? " tsc=reliable clocksource=tsc nowatchdog" : "";
        List<string> command =
        [
            tools.Qemu, "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-machine", (arm ? "virt,gic-version=max" : "q35") + ",memory-backend=ram",
            "-cpu", kvm ? "host" : "max",
            // Counted time advances one processor at a time; Linux 6.1 waits forever for a second one to come up.
            "-smp", (options.CountInstructions ? 1 : options.Processors).ToString(CultureInfo.InvariantCulture),
            "-m", memory,
            // virtiofsd maps the guest's memory, so it must be shareable.
            "-object", $"memory-backend-memfd,id=ram,size={memory},share=on",
            "-kernel", kernel.ImagePath,
            "-initrd", directory + "/initramfs",
            "-append", $"console={console} {KernelArguments}{extra} -- {GuestInit.Argument}",
            "-chardev", $"file,id=console,path={Escape(directory)}/console",
            "-serial", "chardev:console",
            "-chardev", $"socket,id=files,path={Escape(directory)}/files",
            "-device", $"vhost-user-fs-pci,chardev=files,tag={GuestMounts.HostTag},queue-size=1024",
            "-chardev", $"socket,id=channel,fd={ChannelDescriptor}",
            "-device", "virtio-serial-pci",
            "-device", $"virtserialport,chardev=channel,name={GuestInit.PortName}",
        ];
        if (kvm)
        {
            command.AddRange(["-accel", "kvm"]);
        }
        else if (options.CountInstructions)
        {
            // One instruction is one virtual nanosecond; sleeping is skipped, so the guest's clock counts instructions only.
            command.AddRange(["-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off"]);
        }
        else
        {
            // One thread for all processors: with several, QEMU 7 may run code that another processor has just patched (seen as
            // "Oops: int3" while kprobes were attached), and on a busy host it is slower, too.
            command.AddRange(["-accel", "tcg,thread=single,tb-size=512"]);
        }
        return command;
    }

    // QEMU separates options by commas and takes a doubled one literally.
    private static string Escape(string path) => path.Replace(",", ",,", System.StringComparison.Ordinal);
}
