using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab.Guest;

/// <summary>Loads the kernel modules that the initramfs brought along.</summary>
internal static class GuestModules
{
    private const nint FinitModuleX64 = 313;
    private const nint FinitModuleArm64 = 273;
    private const int UnknownSymbol = 2;
    private const int AlreadyLoaded = 17;

    /// <summary>
    /// Loads every *.ko, *.ko.xz and so on in <paramref name="directory"/>. A module whose symbols are still missing (ENOENT) is
    /// tried again after the others, so that no dependency file is needed.
    /// </summary>
    /// <returns>The modules that could not be loaded, with the reason.</returns>
    internal static List<string> LoadAll(string directory)
    {
        List<string> failures = [];
        List<string> waiting = [.. Directory.GetFiles(directory)];
        waiting.Sort(StringComparer.Ordinal);
        bool progress = true;
        while (waiting.Count > 0 && progress)
        {
            progress = false;
            List<string> again = [];
            foreach (string path in waiting)
            {
                int errno = Load(path);
                if (errno == UnknownSymbol)
                {
                    again.Add(path);
                    continue;
                }
                progress = true;
                if (errno != 0)
                {
                    failures.Add($"{Path.GetFileName(path)}: {Marshal.GetPInvokeErrorMessage(errno)}");
                }
            }
            waiting = again;
        }
        foreach (string path in waiting)
        {
            failures.Add($"{Path.GetFileName(path)}: needs symbols of a module that is not there");
        }
        return failures;
    }

    private static int Load(string path)
    {
        int descriptor = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError();
        }
        nint number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? FinitModuleArm64 : FinitModuleX64;
        int flags = path.EndsWith(".ko", StringComparison.Ordinal) ? 0 : Libc.ModuleCompressed;
        nint result = Libc.LoadModule(number, descriptor, "", flags);
        int errno = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Libc.Close(descriptor);
        return errno == AlreadyLoaded ? 0 : errno;
    }
}
