using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Lab;

/// <summary>Nobody ends a lab whose starter was killed, so it ends by itself, with its machine.</summary>
public sealed class LabParentTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_lab_ends_with_the_script_that_started_it()
    {
        Assert.SkipUnless(NativeBinary.IsRoot, "the lab needs root");
        using Process script = StartScript($"'{NativeBinary.Path}' lab -- sleep 300 & wait");
        int lab = WaitForChild(script.Id, "borescope");
        List<int> machine = WaitForMachine(lab);
        script.Kill();
        script.WaitForExit();
        Assert.True(AllEnd([lab, .. machine]), "the lab or its machine lives on");
    }

    [Fact]
    public void The_machine_ends_with_a_lab_that_is_killed()
    {
        Assert.SkipUnless(NativeBinary.IsRoot, "the lab needs root");
        using Process lab = StartScript($"exec '{NativeBinary.Path}' lab -- sleep 300");
        List<int> machine = WaitForMachine(lab.Id);
        lab.Kill();
        lab.WaitForExit();
        Assert.True(AllEnd(machine), "QEMU or virtiofsd lives on");
    }

    private static Process StartScript(string line) =>
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;

    private static List<int> WaitForMachine(int lab) => [WaitForChild(lab, "qemu"), WaitForChild(lab, "virtiofsd")];

    private static int WaitForChild(int parent, string name)
    {
        int found = 0;
        Assert.True(SpinWait.SpinUntil(() => (found = Children(parent).Find(child => NameOf(child).StartsWith(name, StringComparison.Ordinal))) != 0, Patience),
            $"process {parent} started no {name}");
        return found;
    }

    private static List<int> Children(int parent)
    {
        var children = new List<int>();
        foreach (string task in Directory.GetDirectories($"/proc/{parent}/task"))
        {
            string list = task + "/children";
            foreach (string word in File.Exists(list) ? File.ReadAllText(list).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [])
                children.Add(int.Parse(word, CultureInfo.InvariantCulture));
        }

        return children;
    }

    private static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim();
        }
        catch (IOException)
        {
            return ""; // It has ended.
        }
    }

    private static bool AllEnd(List<int> processes) => SpinWait.SpinUntil(() => processes.TrueForAll(static pid => NameOf(pid).Length == 0), Patience);
}
