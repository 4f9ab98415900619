using System;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Borescope.Generators.Tests;

/// <summary>Generated structures lie in memory as clang lays them out. The offsets here are what <c>pahole</c> and <c>bpftool btf dump</c> say.</summary>
public sealed class LayoutTests
{
    private static readonly Assembly s_assembly = Generation.Of([Generation.Item.Case("shapes.bpf.o")]).Compile();

    [Theory]
    [InlineData("Event", 104)]
    [InlineData("Key", 20)]
    [InlineData("Tight", 11)]
    [InlineData("EventFrom", 14)]
    [InlineData("Text16", 16)]
    [InlineData("PointArray3", 12)]
    [InlineData("ByteArray3Array2", 6)]
    [InlineData("Wide", 8)]
    public void Types_have_the_sizes_of_the_object(string name, int size)
    {
        Assert.Equal(size, (int)typeof(Unsafe).GetMethod("SizeOf")!.MakeGenericMethod(Type(name)).Invoke(null, null)!);
    }

    [Fact]
    public void Bit_fields_read_and_write_their_bits_only()
    {
        // Bits 576 to 640: ready 1, level 5, delta 11, stamp 40.
        object item = FromBytes("Event", bytes => BitConverter.TryWriteBytes(bytes.AsSpan(72), 1UL | (21UL << 1) | (0x7fdUL << 6) | (0xabcdef0123UL << 17)));
        Assert.Equal(1u, Get(item, "Ready"));
        Assert.Equal(21u, Get(item, "Level"));
        Assert.Equal(-3, Get(item, "Delta"));
        Assert.Equal(0xabcdef0123UL, Get(item, "Stamp"));
        Set(item, "Delta", -1000);
        Set(item, "Level", 0u);
        Assert.Equal(1u, Get(item, "Ready"));
        Assert.Equal(0u, Get(item, "Level"));
        Assert.Equal(-1000, Get(item, "Delta"));
        Assert.Equal(0xabcdef0123UL, Get(item, "Stamp"));
    }

    [Fact]
    public void Bit_fields_at_the_end_of_a_packed_structure_stay_inside()
    {
        object item = FromBytes("Tight", bytes => BitConverter.TryWriteBytes(bytes.AsSpan(9), (ushort)(5 | (0x1abc << 3))));
        Assert.Equal((ushort)5, Get(item, "Low"));
        Assert.Equal((ushort)0x1abc, Get(item, "High"));
        Set(item, "High", (ushort)1);
        Assert.Equal((ushort)5, Get(item, "Low"));
        Assert.Equal((ushort)1, Get(item, "High"));
    }

    [Fact]
    public void Text_becomes_a_string_and_back()
    {
        object text = Type("Text16").GetMethod("From")!.Invoke(null, ["a name that is too long"])!;
        Assert.Equal("a name that is ", text.ToString());
        Assert.Equal(text, Type("Text16").GetMethod("From")!.Invoke(null, ["a name that is too long"]));
        Assert.NotEqual(text, Type("Text16").GetMethod("From")!.Invoke(null, ["another"]));
    }

    [Fact]
    public void The_bytes_of_the_file_are_in_the_assembly()
    {
        // A method that returns a span cannot be invoked by reflection; a delegate can.
        var content = s_assembly.GetType("Generated.Shapes")!.GetProperty("Content")!.GetMethod!.CreateDelegate<Content>();
        Assert.True(content().SequenceEqual(System.IO.File.ReadAllBytes(Generation.Item.Case("shapes.bpf.o").Path)));
    }

    private delegate ReadOnlySpan<byte> Content();

    private static Type Type(string name) => s_assembly.GetType("Generated.Shapes+" + name) ?? throw new InvalidOperationException("no type " + name);

    private static object FromBytes(string name, Action<byte[]> fill)
    {
        byte[] bytes = new byte[256];
        fill(bytes);
        return typeof(LayoutTests).GetMethod(nameof(Read), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(Type(name)).Invoke(null, [bytes])!;
    }

    private static object Read<T>(byte[] bytes)
        where T : struct => Unsafe.ReadUnaligned<T>(ref bytes[0]);

    private static object? Get(object item, string member) => item.GetType().GetProperty(member)!.GetValue(item);

    private static void Set(object item, string member, object value) => item.GetType().GetProperty(member)!.SetValue(item, value);
}
