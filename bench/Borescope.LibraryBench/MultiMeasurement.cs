using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Objects;

namespace Borescope.Bench.Library;

/// <summary>Attaches one program to many functions by a multi link, and makes the kernel's call for the same addresses by itself, turn about.</summary>
internal static unsafe class MultiMeasurement
{
    private const int Times = 5;
    private const uint KprobeMulti = 42;

    internal static void Run(string[] arguments)
    {
        var count = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1000;
        using var kernel = new RunningKernel();
        var targets = new List<KernelTarget>();
        var addresses = new List<ulong>();
        Choose(kernel.Facts, count, targets, addresses);
        Figures.Print("multi-functions", targets.Count);
        var spec = new ObjectSpec();
        spec.Programs.Add(new ProgramSpec
        {
            Name = "nothing", Type = BpfProgramType.Kprobe, Instructions = [new BpfInstruction(0xb7, 0, 0, 0, 0), new BpfInstruction(BpfOpcode.ExitProgram, 0, 0, 0, 0)],
        });
        var attacher = new ProbeAttacher(kernel.Facts);
        var request = new KprobeRequest(targets, false) { Mechanism = AttachMechanism.Multi };
        using var loaded = new ObjectLoader(SystemCalls.Instance, kernel).LoadMaps(spec);
        var program = loaded.Load(attacher.Planner.Plan(request).Apply(spec.Programs[0]));
        for (var time = 0; time < Times; time++)
        {
            // Planned anew each time, as a caller would.
            var begun = Stopwatch.GetTimestamp();
            double whole;
            using (attacher.Attach(attacher.Planner.Plan(request), program))
                whole = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            Figures.Print("multi-ms-library-kernel", whole, Call(program.Descriptor, addresses));
        }
    }

    // Functions that have their name alone: one address each.
    private static void Choose(KernelFacts facts, int count, List<KernelTarget> targets, List<ulong> addresses)
    {
        var symbols = facts.Symbols ?? throw new InvalidOperationException(facts.SymbolsDiagnostic);
        var functions = facts.Functions;
        for (var index = 0; index < functions.Count && targets.Count < count; index++)
        {
            var function = functions[index];
            var found = 0;
            ulong address = 0;
            foreach (var symbol in symbols.Find(function.Name))
                (found, address) = (found + 1, symbol.Address);
            if (found != 1 || function.Module is { Length: > 0 } || facts.Blacklist.Contains(function.Name))
                continue;
            targets.Add(new KernelTarget(function.Name));
            addresses.Add(address);
        }
    }

    private static double Call(int program, List<ulong> addresses)
    {
        fixed (ulong* pointer = CollectionsMarshal.AsSpan(addresses))
        {
            var attributes = new LinkCreate { Program = program, AttachType = KprobeMulti, Count = (uint)addresses.Count, Addresses = (ulong)pointer };
            var begun = Stopwatch.GetTimestamp();
            var link = SystemCalls.Instance.Bpf(BpfCommand.LinkCreate, &attributes, (uint)sizeof(LinkCreate));
            var taken = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            if (link < 0)
                throw new InvalidOperationException($"the kernel's call failed: {link.AsErrno()}");
            SystemCalls.Instance.Close(link);
            return taken;
        }
    }

    /// <summary>The part of <c>union bpf_attr</c> that a multi link takes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinkCreate
    {
        internal int Program;
        internal int Target;
        internal uint AttachType;
        internal uint Flags;
        internal uint MultiFlags;
        internal uint Count;
        internal ulong Names;
        internal ulong Addresses;
        internal ulong Cookies;
    }
}
