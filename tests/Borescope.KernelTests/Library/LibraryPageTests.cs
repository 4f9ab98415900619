using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Borescope.Buffers;
using Borescope.Compiler;
using Borescope.Kernel;
using Borescope.KernelTests.Machines;
using Borescope.Links;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

/// <summary>Runs the code of docs/library.md about loaded things, and holds the page against it.</summary>
[Collection(KernelObjects.Name)]
public sealed class LibraryPageTests
{
    [Fact]
    public void The_page_shows_the_code_that_runs_here()
    {
        string source = Path.Combine(NativeBinary.Root, "tests", "Borescope.KernelTests", "Library", "LibraryPage.cs");
        string page = File.ReadAllText(Path.Combine(NativeBinary.Root, "docs", "library.md"));
        StringBuilder? block = null;
        var blocks = 0;
        foreach (string line in File.ReadLines(source))
        {
            string text = line.Trim();
            if (text.StartsWith("// page: ", StringComparison.Ordinal))
            {
                block = new StringBuilder("```csharp\n");
            }
            else if (text == "// end")
            {
                block!.Append("```\n");
                Assert.Contains(block.ToString(), page, StringComparison.Ordinal);
                block = null;
                blocks++;
            }
            else
            {
                // The page shows the code without the indentation of a method's body.
                block?.Append(line.Length > 8 ? line[8..] : "").Append('\n');
            }
        }

        Assert.True(blocks >= 8);
    }

    [Fact]
    public void Maps_programs_and_links_of_the_page_work()
    {
        TestProgram.RequireTracing();
        Assert.Equal(3, LibraryPage.Maps());
        Assert.Equal(5ul, LibraryPage.PerCpu());
        Assert.Equal(1000ul, LibraryPage.Programs(ProgramTests.PacketProgram()));
        ObjectSpec spec = TestProgram.Counter(BpfProgramType.Tracepoint);
        ProgramSpec program = spec.Programs[0];
        using LoadedObject loaded = new ObjectLoader(SystemCalls.Instance).Load(spec);
        IReadOnlyList<LinkInfo> links = LibraryPage.Links(loaded, program);
        Assert.Single(links);
    }

    [Fact]
    public async Task Buffers_of_the_page_work()
    {
        const int Count = 50;
        const ulong Sum = Count * (Count - 1) / 2;
        using LoadedObject loaded = BatchTests.Load();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        BatchTests.Send(loaded, 0, Count);
        Assert.Equal((Count, 0ul, Sum), LibraryPage.Batches(loaded));
        using var ring = new RingBuffer(loaded.Maps["events"]);
        foreach (Func<RingBuffer, int, CancellationToken, Task<ulong>> read in new Func<RingBuffer, int, CancellationToken, Task<ulong>>[] { LibraryPage.AsyncAsync, LibraryPage.LeasesAsync, LibraryPage.QueueAsync })
        {
            BatchTests.Send(loaded, 0, Count);
            Assert.Equal(Sum, await read(ring, Count, timeout.Token));
        }
    }
}
