using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Borescope.Attaching;
using Borescope.Buffers;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Maps;
using Borescope.Objects;

namespace Borescope.Cli.Objects;

/// <summary>`borescope object run`: loads an object, attaches what its sections say, shows what comes until it is interrupted.</summary>
internal sealed class ObjectRun
{
    private const int PagesPerCpu = 64;
    private const int DrainMilliseconds = 50;

    private readonly ObjectRunOptions _options;
    private readonly ISystemCalls _calls = SystemCalls.Instance;
    private readonly List<Link> _links = [];
    private readonly List<EventBuffer> _buffers = [];
    private bool _leftOut;

    private ObjectRun(ObjectRunOptions options) => _options = options;

    internal static int Run(string[] arguments)
    {
        ObjectRunOptions options = ObjectRunOptions.Parse(arguments);
        if (options.Problem is not null)
        {
            Console.Error.WriteLine($"borescope object run: {options.Problem}");
            return ObjectVerb.UsageError;
        }
        if (!ObjectSpec.TryRead(options.File, out ObjectSpec? spec, out IReadOnlyList<string> diagnostics))
        {
            Console.Error.WriteLine($"borescope object run: {options.File}: {string.Join("; ", diagnostics)}");
            return 1;
        }
        try
        {
            return new ObjectRun(options).Run(spec!);
        }
        catch (BpfException error)
        {
            Console.Error.WriteLine($"borescope object run: {error.Message}");
            return 1;
        }
    }

    private int Run(ObjectSpec spec)
    {
        Choose(spec);
        if (MapSizes.Choose(spec) is { Count: > 0 } sized)
        {
            Console.Error.WriteLine($"borescope object run: the source leaves the size of {string.Join(", ", sized)} to the program that loads it; chose one");
        }
        using RunningKernel kernel = new();
        using LoadedObject loaded = new ObjectLoader(_calls, kernel, new LoadOptions { KernelTypes = _options.KernelTypes }).Load(spec, LeaveOut);
        using BufferPoller poller = new(_calls);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, poller));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, poller));
        try
        {
            List<RecordPrinter> printers = OpenBuffers(loaded);
            using TracePipe? pipe = TracePipe.TryOpen(kernel.Facts);
            AttachAll(loaded, kernel);
            if (_links.Count == 0)
            {
                Console.Error.WriteLine($"borescope object run: {(_leftOut ? "nothing is left to run" : "no section says where its program is to be attached")}");
                return 1;
            }
            Pin(loaded);
            ReadIterators();
            pipe?.Start();
            RunOutput.WriteLine("running until Ctrl-C");
            Show(poller, printers);
            return 0;
        }
        finally
        {
            LinkRelease.All(_links);
            foreach (EventBuffer buffer in _buffers)
            {
                buffer.Dispose();
            }
        }
    }

    private static void Stop(PosixSignalContext context, BufferPoller poller)
    {
        context.Cancel = true;
        poller.Wake();
    }

    private void Choose(ObjectSpec spec)
    {
        if (_options.Only.Count == 0)
        {
            return;
        }
        foreach (string name in _options.Only)
        {
            if (spec.FindProgram(name) is null)
            {
                throw new BpfException($"{_options.File} has no program {name}", KernelOperation.ProgramLoad, name, "see borescope object show");
            }
        }
        for (int index = 0; index < spec.Programs.Count; index++)
        {
            spec.Programs[index] = spec.Programs[index] with { AutoLoad = _options.Only.Contains(spec.Programs[index].Name) };
        }
    }

    private List<RecordPrinter> OpenBuffers(LoadedObject loaded)
    {
        List<RecordPrinter> printers = [];
        foreach (BpfMap map in loaded.Maps.Values)
        {
            EventBuffer? buffer = map.Type switch
            {
                BpfMapType.RingBuffer => new RingBuffer(map),
                BpfMapType.PerfEventArray => new PerfBuffer(map, PagesPerCpu),
                _ => null,
            };
            if (buffer is not null)
            {
                _buffers.Add(buffer);
                printers.Add(new RecordPrinter(map.Name, buffer));
            }
        }
        return printers;
    }

    private void AttachAll(LoadedObject loaded, RunningKernel kernel)
    {
        ObjectAttacher attacher = new(kernel);
        foreach (ProgramSpec program in loaded.Spec.Programs)
        {
            if (!loaded.Programs.ContainsKey(program.Name))
            {
                RunOutput.WriteLine($"{program.Name} [{program.Section}]: not loaded");
                continue;
            }
            try
            {
                Attach(loaded, program, attacher);
            }
            catch (BpfException error) when (LeaveOut(program, error))
            {
            }
        }
    }

    private void Attach(LoadedObject loaded, ProgramSpec program, ObjectAttacher attacher)
    {
        if (attacher.Attach(loaded, program, out AttachPlan? plan) is not { } link)
        {
            RunOutput.WriteLine($"{program.Name} [{program.Section}]: loaded; its section does not say where to attach it");
            return;
        }
        _links.Add(link);
        RunOutput.WriteLine($"{program.Name} [{program.Section}]: {plan!.Text}");
        foreach (AttachFailure failure in link is LinkSet { Failures: var failures } ? failures : [])
        {
            RunOutput.WriteLine($"  left out {failure.Target}: {failure.Error.Message.Split('\n')[0]}");
        }
    }

    // Objects hold programs for several kernels, of which one attaches; what was asked for by name must.
    private bool LeaveOut(ProgramSpec program, BpfException error)
    {
        if (_options.Only.Count > 0)
        {
            return false;
        }
        Console.Error.WriteLine($"borescope object run: {program.Name} [{program.Section}] is left out: {error.Message}");
        return _leftOut = true;
    }

    private void Pin(LoadedObject loaded)
    {
        if (_options.PinDirectory is not { } directory)
        {
            return;
        }
        Directory.CreateDirectory(directory);
        foreach (BpfMap map in loaded.Maps.Values)
        {
            map.Pin($"{directory}/map_{map.Name.TrimStart('.').Replace('.', '_')}");
        }
        int number = 0;
        foreach (Link link in _links)
        {
            if (link.CanPin)
            {
                link.Pin($"{directory}/link_{number++}");
            }
            else
            {
                Console.Error.WriteLine($"borescope object run: {link.Target} is attached by {link.Mechanism.Describe()}, which cannot be pinned: it ends with this process");
            }
        }
        RunOutput.WriteLine($"pinned {loaded.Maps.Count} maps and {number} links to {directory}");
    }

    private void ReadIterators()
    {
        byte[] buffer = new byte[4096];
        foreach (Link link in _links)
        {
            if (link is not IteratorLink iterator)
            {
                continue;
            }
            RunOutput.WriteLine($"{link.Target}:");
            using IteratorReader reader = iterator.Open();
            for (int count; (count = reader.Read(buffer)) > 0;)
            {
                RecordPrinter.WriteText(buffer.AsSpan(0, count));
            }
        }
    }

    private static void Show(BufferPoller poller, List<RecordPrinter> printers)
    {
        // Buffers are drained one by one, so that each record is told with the name of its map.
        NoRecords nothing = default;
        bool done = false;
        while (!done && !RunOutput.IsClosed)
        {
            done = poller.Poll(ref nothing, DrainMilliseconds).WasWoken;
            foreach (RecordPrinter printer in printers)
            {
                printer.Drain();
            }
        }
    }

    private readonly struct NoRecords : IRecordHandler
    {
        public bool OnRecord(ReadOnlySpan<byte> record) => true;

        public void OnLost(ulong count)
        {
        }
    }
}
