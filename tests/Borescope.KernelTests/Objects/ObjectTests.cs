using System;
using System.Linq;
using Borescope.Kernel;
using Borescope.KernelTests.Library;
using Borescope.Maps;
using Borescope.Objects;
using Borescope.Programs;

namespace Borescope.KernelTests.Objects;

/// <summary>Objects that clang built, loaded into this kernel.</summary>
[Collection(KernelObjects.Name)]
public sealed class ObjectTests
{
    [Fact]
    public void Variables_keep_what_they_were_set_to_before_loading()
    {
        TestProgram.RequireTracing();
        ObjectSpec spec = ObjectSpec.Read(ObjectPrograms.PathOf("globals"));
        Assert.Equal(42, spec.FindVariable("number")!.Get<int>());
        spec.Set("number", 5);
        spec.Set("counter", 100);
        using LoadedObject loaded = new ObjectLoader(SystemCalls.Instance).Load(spec);
        _ = loaded.Programs["globals"].TestRun([0, 0]);
        VariableSpec counter = spec.FindVariable("counter")!;
        byte[] value = new byte[loaded.Maps[counter.Map].ValueBytes];
        Assert.True(loaded.Maps[counter.Map].TryLookup([0, 0, 0, 0], value));
        Assert.Equal(100 + 5 + 1 + 4, BitConverter.ToInt32(value, counter.Offset));
    }

    [Fact]
    public void Variables_are_shared_with_running_programs()
    {
        TestProgram.RequireTracing();
        using LoadedObject loaded = new ObjectLoader(SystemCalls.Instance).Load(ObjectSpec.Read(ObjectPrograms.PathOf("globals")));
        ref int counter = ref loaded.Variable<int>("counter");
        Assert.Equal(7, counter);
        counter = 1000;
        _ = loaded.Programs["globals"].TestRun([0, 0]);
        Assert.Equal(1000 + 42 + 1 + 4, counter);
        Assert.Throws<ArgumentException>(() => loaded.Variable<int>("number") = 3);
        Assert.Throws<ArgumentException>(() => loaded.Variable<long>("counter") = 3);
    }

    [Fact]
    public void An_object_calls_the_functions_of_another()
    {
        TestProgram.RequireTracing();
        ObjectSpec spec = ObjectSpec.Read(ObjectPrograms.PathOf("linked_caller"));
        ObjectSpec library = ObjectSpec.Read(ObjectPrograms.PathOf("linked_library"));
        Assert.Equal(["linked_sum", "linked_count"], library.Subprograms.Select(static f => f.Name));
        spec.Link(library);
        Assert.Empty(spec.Externs);
        using LoadedObject loaded = new ObjectLoader(SystemCalls.Instance).Load(spec);

        // Each has its own "counted": 1000 and 2 * 1 + 2 here, 5 and one call there.
        Assert.Equal(1004 + 6, (int)loaded.Programs["linked_caller"].TestRun([0, 0]));
        Assert.Equal(20, (int)loaded.Programs["linked_alone"].TestRun([0, 0]));
        Assert.Equal(1004, loaded.Variable<int>("counted"));
        var value = new byte[8];
        Assert.True(loaded.Maps["linked_calls"].TryLookup([0, 0, 0, 0], value));
        Assert.Equal(2, value[0]);
        Assert.Contains("two maps linked_calls", Assert.Throws<ObjectLinkException>(() => spec.Link(library)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_of_what_no_object_has_is_named()
    {
        TestProgram.RequireTracing();
        var error = Assert.Throws<BpfException>(() => new ObjectLoader(SystemCalls.Instance).Load(ObjectSpec.Read(ObjectPrograms.PathOf("linked_caller"))));
        Assert.Contains("linked_sum", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Maps_pinned_by_name_are_shared_by_the_next_load()
    {
        TestProgram.RequireTracing();
        using var pins = new PinFolder();
        var options = new LoadOptions { PinDirectory = pins.Root };
        ObjectSpec spec = ObjectSpec.Read(ObjectPrograms.PathOf("pinned"));
        using (LoadedObject first = new ObjectLoader(SystemCalls.Instance, options: options).Load(spec))
            first.Maps["bsc_test_shared"].Update([1, 0, 0, 0], [41, 0, 0, 0, 0, 0, 0, 0]);
        using (LoadedObject second = new ObjectLoader(SystemCalls.Instance, options: options).Load(spec))
        {
            _ = second.Programs["pinned"].TestRun([0, 0]);
            byte[] value = new byte[8];
            Assert.True(second.Maps["bsc_test_shared"].TryLookup([1, 0, 0, 0], value));
            Assert.Equal(42, value[0]);
        }

        spec.Replace(spec.FindMap("bsc_test_shared")! with { MaxEntries = 128 });
        var error = Assert.Throws<BpfException>(() => new ObjectLoader(SystemCalls.Instance, options: options).Load(spec));
        Assert.Contains("entries 64 instead of 128", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_arrays_start_with_their_programs()
    {
        TestProgram.RequireTracing();
        ObjectSpec spec = ObjectSpec.Read(ObjectPrograms.PathOf("tail_calls"));
        using LoadedObject loaded = new ObjectLoader(SystemCalls.Instance).Load(spec);
        Assert.Equal(0u, loaded.Programs["start"].TestRun([0, 0]));
        VariableSpec steps = spec.FindVariable("steps")!;
        byte[] value = new byte[loaded.Maps[steps.Map].ValueBytes];
        loaded.Maps[steps.Map].TryLookup([0, 0, 0, 0], value);
        Assert.Equal(1, BitConverter.ToInt32(value, steps.Offset));
    }

    [Fact]
    public void Variables_in_an_arena_have_one_address_for_programs_and_callers()
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(new RunningKernel().Features.Has(BpfMapType.Arena), "this kernel has no arenas (6.9)");
        ObjectSpec spec = ObjectSpec.Read(ObjectPrograms.PathOf("arena"));
        spec.Set("started", 20);
        using LoadedObject loaded = new ObjectLoader(SystemCalls.Instance).Load(spec);
        ref int started = ref loaded.Variable<int>("started");
        started++;
        _ = loaded.Programs["arena"].TestRun(new TestRunInput());
        Assert.Equal((22, 42L), (started, loaded.Variable<long>("doubled")));
        using BpfArena arena = new(loaded.Maps["shared"]);
        Assert.Equal(loaded.Variable<ulong>("place"), (ulong)arena.Address + (ulong)spec.FindVariable("doubled")!.Offset);
        Assert.Equal(42, arena.Memory[spec.FindVariable("doubled")!.Offset]);
    }

    [Fact]
    public void A_program_that_throws_returns_what_its_callback_says()
    {
        TestProgram.RequireTracing();
        ObjectSpec spec = ObjectSpec.Read(ObjectPrograms.PathOf("exceptions"));
        Assert.Equal(["exceptions", "checked", "caught"], spec.FindProgram("exceptions")!.Functions.Select(static f => f.Name));
        Assert.SkipUnless(new RunningKernel().Btf!.TryFind("bpf_throw", Compiler.Btf.BtfKind.Function, out _), "this kernel knows no exceptions (6.7)");
        using LoadedObject loaded = new ObjectLoader(SystemCalls.Instance).Load(spec);
        Assert.Equal(1u, loaded.Programs["exceptions"].TestRun(new TestRunInput { Packet = new byte[64] }).ReturnValue);
        Assert.Equal(14u + 64, loaded.Programs["exceptions"].TestRun(new TestRunInput { Packet = new byte[14] }).ReturnValue);
    }

    [Fact]
    public void A_field_that_cannot_be_adapted_to_its_size_is_told_with_both_types()
    {
        TestProgram.RequireTracing();
        using RunningKernel kernel = new();
        var error = Assert.Throws<VerifierException>(() => new ObjectLoader(SystemCalls.Instance, kernel).Load(ObjectSpec.Read(ObjectPrograms.PathOf("resized"))));
        Assert.Contains("it reads struct task_struct___wide.prio as long of 8 bytes, which is int of 4 bytes in this kernel", error.Message, StringComparison.Ordinal);
    }
}
