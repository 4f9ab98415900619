using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Borescope.Compiler.Btf;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

/// <summary>C# types against the types that a map carries.</summary>
[Collection(KernelObjects.Name)]
public sealed class LayoutTests
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Right : IBpfLayout
    {
        public uint Pid;
        public ulong Started;
        public ulong Name0;
        public ulong Name1;
        public uint X;
        public uint Y;
        public ulong Either;

        readonly IReadOnlyList<LayoutField> IBpfLayout.Layout =>
        [
            new("pid", 0, 4), new("started", 8, 8), new("name", 16, 16), new("place.x", 32, 4), new("place.y", 36, 4), new("number", 40, 8),
        ];
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Wrong : IBpfLayout
    {
        public ulong Started;
        public uint Pid;
        public uint Padding;
        public ulong Name0;
        public ulong Name1;
        public ulong Place;
        public ulong Extra;

        readonly IReadOnlyList<LayoutField> IBpfLayout.Layout => [new("started", 0, 8), new("pid", 8, 4), new("name", 16, 16), new("place", 32, 8), new("extra", 40, 8)];
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Short : IBpfLayout
    {
        public uint Pid;

        readonly IReadOnlyList<LayoutField> IBpfLayout.Layout => [new("pid", 0, 4)];
    }

    /// <summary>struct event { unsigned pid; u64 started; char name[16]; struct { unsigned x, y; } place; union { u64 number; void *pointer; }; } by int.</summary>
    private static LoadedObject Load()
    {
        TestProgram.RequireTracing();
        var types = new BtfBuilder();
        var number = types.Int("int", 4, BtfIntEncoding.Signed);
        var word = types.Int("unsigned int", 4, BtfIntEncoding.None);
        var large = types.Int("unsigned long long", 8, BtfIntEncoding.None);
        var text = types.Array(types.Int("char", 1, BtfIntEncoding.None), 16);
        var place = types.Struct("place", 8, [new BtfMember("x", word, 0), new BtfMember("y", word, 32)]);
        var either = types.Union("", 8, [new BtfMember("number", large, 0), new BtfMember("pointer", types.Pointer(0), 0)]);
        var value = types.Struct(
            "event", 48,
            [
                new BtfMember("pid", word, 0), new BtfMember("started", large, 64), new BtfMember("name", text, 128), new BtfMember("place", place, 256),
                new BtfMember("", either, 320),
            ]);
        var spec = new ObjectSpec { Btf = types.ToBytes() };
        spec.Maps.Add(new MapSpec
        {
            Name = "events", Type = BpfMapType.Hash, KeySize = 4, ValueSize = 48, MaxEntries = 4, KeyTypeId = (uint)number, ValueTypeId = (uint)value,
        });
        return new ObjectLoader(SystemCalls.Instance).Load(spec);
    }

    [Fact]
    public void A_type_that_agrees_field_by_field_is_accepted()
    {
        using var target = Load();
        Assert.NotEqual(0u, target.Maps["events"].ReadInfo().TypesId);
        var map = new BpfMap<int, Right>(target.Maps["events"]);
        map[1] = new Right { Y = 7 };
        Assert.Equal(7u, map[1].Y);
    }

    [Fact]
    public void A_type_of_the_right_size_with_other_fields_is_shown_beside_the_kernels()
    {
        using var target = Load();
        var error = Assert.Throws<LayoutMismatchException>(() => new BpfMap<int, Wrong>(target.Maps["events"]));
        TestContext.Current.TestOutputHelper?.WriteLine(error.Message);
        Assert.Contains("the value of map events cannot be read as Wrong", error.Message, StringComparison.Ordinal);
        var lines = error.Comparison.Split('\n');
        Assert.Contains("kernel: struct event (48 bytes)", lines[0], StringComparison.Ordinal);
        Assert.Contains("C#: Wrong (48 bytes)", lines[0], StringComparison.Ordinal);
        Assert.Equal(["pid", "started", "extra"], lines.Where(line => line.StartsWith("  ! ", StringComparison.Ordinal)).Select(line => line.Split(' ')[^1]));
        Assert.Contains(lines, line => line.StartsWith("    ", StringComparison.Ordinal) && line.EndsWith("name", StringComparison.Ordinal));
        Assert.Contains("3 fields", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_differ_are_told_with_both_layouts_where_they_are_known()
    {
        using var target = Load();
        var error = Assert.Throws<LayoutMismatchException>(() => new BpfMap<int, Short>(target.Maps["events"]));
        Assert.Contains("it has 48 bytes, Short has 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("started", error.Comparison, StringComparison.Ordinal);
        Assert.Contains("8 bytes", Assert.Throws<LayoutMismatchException>(() => new BpfMap<long, Right>(target.Maps["events"])).Message, StringComparison.Ordinal);
        using var untyped = BpfMap.Create(new MapSpec { Name = "plain", Type = BpfMapType.Hash, KeySize = 4, ValueSize = 48, MaxEntries = 4 });
        _ = new BpfMap<int, Wrong>(untyped);
        error = Assert.Throws<LayoutMismatchException>(() => new BpfMap<int, Short>(untyped));
        Assert.Empty(error.Comparison);
        Assert.Equal("Short", error.TypeName);
    }
}
