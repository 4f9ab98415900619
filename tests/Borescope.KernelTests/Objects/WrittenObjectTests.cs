using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Borescope.Btf;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.KernelTests.Library;
using Borescope.KernelTests.Machines;
using Borescope.Objects;
using Borescope.Objects.Relocation;

namespace Borescope.KernelTests.Objects;

/// <summary>Objects that clang built, read and written: for this library they are the same, for this kernel too when bpftool loads them.</summary>
[Collection(KernelObjects.Name)]
public sealed class WrittenObjectTests
{
    private const string SharedPin = "/sys/fs/bpf/bsc_test_shared";

    public static TheoryData<string> Names => [.. ObjectPrograms.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_object_that_was_written_gives_the_same_code_for_this_kernel(string name)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("borescope-written-").FullName, name + ".bpf.o");
        try
        {
            ObjectSpec spec = Write(name, path);
            Assert.Equal(ObjectListing.Of(ObjectPrograms.PathOf(name)), ObjectListing.Of(path));
            ObjectSpec again = ObjectSpec.Read(path);
            using RunningTypes kernel = new();
            Assert.Equal(spec.Programs.Select(program => kernel.Relocate(spec, program)), again.Programs.Select(program => kernel.Relocate(again, program)));
            Assert.Equal(spec.Subprograms.Select(program => kernel.Relocate(spec, program)), again.Subprograms.Select(program => kernel.Relocate(again, program)));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    // bpftool loads what was written; the kernel must then have the code that it gets from what clang wrote.
    [Fact]
    public async Task The_kernel_gets_the_same_code_from_what_was_written()
    {
        TestProgram.RequireTracing();
        using PinFolder pins = new();
        string folder = Directory.CreateTempSubdirectory("borescope-written-").FullName;
        try
        {
            List<string> problems = [];
            List<string> loaded = [];
            foreach (string name in ObjectPrograms.Names)
            {
                string written = Path.Combine(folder, name + ".bpf.o");
                Write(name, written);
                string pin = Path.Combine(pins.Root, name);
                (int code, _, string error) = ObjectPrograms.TryRun("bpftool", "prog", "loadall", written, pin);
                if (code == 0)
                {
                    loaded.Add(ObjectPrograms.PathOf(name));
                    continue;
                }

                // Not every object is one for this kernel, or for this bpftool; but then what clang wrote is none either.
                if (ObjectPrograms.TryRun("bpftool", "prog", "loadall", ObjectPrograms.PathOf(name), pin + "_clang").Code == 0)
                    problems.Add($"{name}: {error}");
            }

            Assert.True(problems.Count == 0, string.Join('\n', problems));
            Assert.Contains(loaded, static path => path.EndsWith("btf_tracepoints.bpf.o", StringComparison.Ordinal));
            Assert.Contains(loaded, static path => path.EndsWith("field_offsets.bpf.o", StringComparison.Ordinal));
            // bpftool pins maps by name where everybody does; a check makes its own.
            File.Delete(SharedPin);
            RunResult result = await Machine.Get("host").RunAsync(NativeBinary.Path, ["object", "check", "--same-as", pins.Root, .. loaded], timeout: TimeSpan.FromMinutes(2));
            TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
            Assert.DoesNotContain("differs", result.Output, StringComparison.Ordinal);
            Assert.InRange(result.Output.Split("the same code").Length - 1, 25, 500);
            Assert.Contains("pinned.bpf.o: ok", result.Output, StringComparison.Ordinal);
            Assert.False(File.Exists(SharedPin), "a check left a map pinned");
        }
        finally
        {
            File.Delete(SharedPin);
            Directory.Delete(folder, recursive: true);
            foreach (string pinned in Directory.GetDirectories(pins.Root))
                Directory.Delete(pinned, recursive: true);
        }
    }

    private static ObjectSpec Write(string name, string path)
    {
        ObjectSpec spec = ObjectSpec.Read(ObjectPrograms.PathOf(name));
        Assert.True(spec.TryWrite(out byte[] content, out string? diagnostic), diagnostic);
        File.WriteAllBytes(path, content);
        return spec;
    }

    // The kernel's types, and what programs become with them.
    private sealed class RunningTypes : IDisposable
    {
        private readonly BtfSpec _types;

        internal RunningTypes()
        {
            Assert.True(BtfSpec.TryOpenFile(SystemCalls.Instance, "/sys/kernel/btf/vmlinux", "vmlinux", null, out BtfSpec? types, out string? diagnostic), diagnostic);
            _types = types!;
        }

        internal string Relocate(ObjectSpec spec, ProgramSpec program)
        {
            Assert.True(BtfSpec.TryRead(spec.Btf, out BtfSpec? local, out string? diagnostic), diagnostic);
            using (local)
            {
                BpfInstruction[] code = [.. program.Instructions];
                var poisoned = new CoreRelocator(local!, new CoreTargets(_types, static () => []), null).Apply(program, code);
                return $"{program.Name}: {string.Join(' ', code.Select(static slot => $"{slot.Opcode:x2}:{slot.Destination:x}{slot.Source:x}:{slot.Offset}:{slot.Immediate}"))} without {string.Join(' ', poisoned)}";
            }
        }

        public void Dispose() => _types.Dispose();
    }
}
