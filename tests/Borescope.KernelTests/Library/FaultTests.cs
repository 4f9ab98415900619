using System;
using System.Collections.Generic;
using System.IO;
using Borescope.Attaching;
using Borescope.Buffers;
using Borescope.Compiler;
using Borescope.Kernel;
using Borescope.KernelTests.Objects;
using Borescope.Links;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

/// <summary>
/// Every system call of loading, attaching and reading fails, one after the other: once only, and from then on. Each time there must be an error that
/// says what failed, or another way that works; and nothing may be left open, mapped, pinned or defined.
/// </summary>
[Collection(KernelObjects.Name)]
public sealed class FaultTests
{
    private struct Ignore : IRecordHandler
    {
        public readonly bool OnRecord(ReadOnlySpan<byte> record) => true;

        public readonly void OnLost(ulong count)
        {
        }
    }

    [Theory]
    [InlineData("globals")]
    [InlineData("map_in_map")]
    [InlineData("tail_calls")]
    [InlineData("maps_all")]
    [InlineData("pinned")]
    [InlineData("field_offsets")]
    [InlineData("configuration")]
    public void Loading_cleans_up_after_every_failure(string name) => Try(name, static (calls, kernel, spec, pins) =>
    {
        using LoadedObject loaded = new ObjectLoader(calls, kernel, new LoadOptions { PinDirectory = pins }).Load(spec);
        foreach (VariableSpec variable in spec.Variables)
        {
            if (variable is { Size: 4, IsGlobal: true } && !loaded.Maps[variable.Map].Spec.Freeze)
                loaded.Variable<int>(variable.Name)++;
        }

        // What succeeded stays pinned; that is the point of it.
        foreach (string path in Directory.GetFiles(pins))
            File.Delete(path);
    });

    [Theory]
    [InlineData("tracepoint_ring")]
    [InlineData("perf_events")]
    [InlineData("btf_tracepoints")]
    [InlineData("iterators")]
    public void Attaching_and_reading_clean_up_after_every_failure(string name) => Try(name, static (calls, kernel, spec, _) =>
    {
        using LoadedObject loaded = new ObjectLoader(calls, kernel).Load(spec);
        IReadOnlyList<Link> links = new ObjectAttacher(kernel).AttachAll(loaded);
        try
        {
            Assert.NotEmpty(links);
            foreach (Link link in links)
                ReadIterator(link);
            if (loaded.Maps.TryGetValue("events", out Maps.BpfMap? events))
                ReadRing(calls, events);
        }
        finally
        {
            foreach (Link link in links)
                link.Dispose();
        }
    });

    [Theory]
    [InlineData(AttachMechanism.PerfLink)]
    [InlineData(AttachMechanism.PerfIoctl)]
    [InlineData(AttachMechanism.Legacy)]
    [InlineData(AttachMechanism.Multi)]
    public void Every_mechanism_of_uprobes_cleans_up_after_every_failure(AttachMechanism mechanism)
    {
        string path = Environment.ProcessPath!;
        using (RunningKernel here = new())
            Assert.SkipUnless(mechanism != AttachMechanism.Multi || here.Features.Has(KernelFeature.UprobeMulti), "this kernel has no uprobe multi link (6.6)");
        Try(null, (calls, kernel, _, _) =>
        {
            ObjectSpec spec = TestProgram.Counter(BpfProgramType.Kprobe);
            using LoadedObject loaded = new ObjectLoader(calls, kernel).LoadMaps(spec);
            var request = new UprobeRequest(path, [new UserTarget(EntryOf(path))], false) { Mechanism = mechanism };
            using Link link = new ProbeAttacher(kernel.Facts).Attach(loaded, spec.Programs[0], request, out _);
        });
    }

    private static void ReadIterator(Link link)
    {
        if (link is not IteratorLink iterator)
            return;
        using IteratorReader reader = iterator.Open();
        Span<byte> buffer = stackalloc byte[4096];
        while (reader.Read(buffer) > 0)
        {
        }
    }

    private static void ReadRing(ISystemCalls calls, Maps.BpfMap events)
    {
        using RingBuffer ring = new(events);
        using BufferPoller poller = new(calls);
        poller.Add(ring);
        Ignore handler = default;
        poller.Poll(ref handler, 0);
    }

    private static ulong EntryOf(string path)
    {
        Assert.True(Borescope.Elf.ElfFile.TryOpen(SystemCalls.Instance, path, out Borescope.Elf.ElfFile? file, out string? diagnostic), diagnostic);
        using (file)
            return file!.TryOffsetOf(file.Header.Entry, out ulong offset) ? offset : 0;
    }

    private static void Try(string? name, Action<FaultySystemCalls, RunningKernel, ObjectSpec, string> scenario)
    {
        TestProgram.RequireTracing();
        // The kernel keeps files of its own in the root of the file system.
        using PinFolder mount = new();
        string pins = Directory.CreateDirectory(Path.Combine(mount.Root, "test")).FullName;
        FaultySystemCalls calls = new();
        using RunningKernel kernel = new(calls);
        ObjectSpec spec = name is null ? new ObjectSpec() : ObjectSpec.Read(ObjectPrograms.PathOf(name));

        // Once without a failure: what the kernel can do is asked only once, and stays known.
        scenario(calls, kernel, spec, pins);
        List<string> known = calls.Left;
        Assert.True(TryAll(isLasting: false) + TryAll(isLasting: true) > 0, "no call failed with an error");

        int TryAll(bool isLasting)
        {
            int failures = 0;
            for (int at = 1; TryOne(at, isLasting, ref failures); at++)
            {
            }

            return failures;
        }

        // False when there are fewer calls.
        bool TryOne(int at, bool isLasting, ref int failures)
        {
            calls.Restart(at, isLasting);
            try
            {
                scenario(calls, kernel, spec, pins);
            }
            catch (BpfException error)
            {
                failures++;
                Assert.True(error.Message.Length > 20, $"call {at} ({calls.Failed}): the message says nothing: {error.Message}");
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"call {at} ({calls.Failed}) ended in {error}");
            }

            int count = calls.Count;
            string failed = calls.Failed;
            Assert.True(calls.Left.Count == known.Count, $"call {at} ({failed}) left: {string.Join(", ", calls.Left.FindAll(item => !known.Contains(item)))}");
            string[] pinned = Directory.GetFiles(pins);
            Assert.True(pinned.Length == 0, $"call {at} ({failed}) left pins: {string.Join(", ", pinned)}");
            Assert.True(Events().Length == 0, $"call {at} ({failed}) left tracefs events:\n{Events()}");
            return count >= at;
        }
    }

    // The events of this process.
    private static string Events()
    {
        string owner = $"_{Environment.ProcessId}_";
        string text = SystemCalls.Instance.ReadText("/sys/kernel/tracing/uprobe_events") ?? "";
        return string.Join('\n', Array.FindAll(text.Split('\n'), line => line.Contains(owner, StringComparison.Ordinal)));
    }
}
