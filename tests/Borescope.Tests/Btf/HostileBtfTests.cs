using System;
using System.IO;
using Borescope.Btf;
using Borescope.Kernel;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Tests.Btf;

/// <summary>Types that hold each other so that a naive walk would never end.</summary>
public sealed class HostileBtfTests
{
    [Fact]
    public void The_header_of_functions_that_take_themselves_ends_and_says_that_it_is_cut()
    {
        var writer = new BtfWriter();
        var number = writer.Add("int", BtfKind.Int, 0, 4, (1u << 24) | 32);
        writer.Add("", BtfKind.FunctionPrototype, 3, number, 0, 3, 0, 3, 0, 3);
        writer.Add("", BtfKind.Pointer, 0, 2);
        writer.Add("callback", BtfKind.Typedef, 0, 3);
        Assert.Contains("cut short", Header(writer), StringComparison.Ordinal);
    }

    [Fact]
    public void The_header_of_anonymous_structures_that_hold_themselves_ends_and_says_that_it_is_cut()
    {
        var writer = new BtfWriter();
        writer.Add("", BtfKind.Struct, 3, 8, 0, 1, 0, 0, 1, 0, 0, 1, 0);
        writer.Add("outer", BtfKind.Struct, 1, 8, 0, 1, 0);
        Assert.Contains("cut short", Header(writer), StringComparison.Ordinal);
    }

    [Fact]
    public void The_header_of_structures_within_structures_costs_little_more_than_its_text()
    {
        // Each holds the one before three times, between members with long names.
        var writer = new BtfWriter();
        var number = writer.Add("int", BtfKind.Int, 0, 4, (1u << 24) | 32);
        var name = writer.Text(new string('n', 500));
        var last = number;
        for (var level = 0; level < 20; level++)
            last = writer.Add("", BtfKind.Union, 4, 4, 0, last, 0, name, number, 0, 0, last, 0, 0, last, 0);
        writer.Add("outer", BtfKind.Struct, 1, 4, 0, last, 0);
        writer.Add("behind", BtfKind.Struct, 1, 4, name, number, 0);
        using var spec = Read(writer);
        var text = new StringWriter();
        BtfCHeader.Write(spec, text);
        Assert.InRange(text.ToString().Length, BtfLimits.HeaderTextOf(spec), BtfLimits.HeaderTextOf(spec) + 5000);
        Assert.Contains("cut short", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("behind", text.ToString(), StringComparison.Ordinal);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        BtfCHeader.Write(spec, TextWriter.Null);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1 << 20);
    }

    [Fact]
    public void The_header_of_types_that_end_is_whole()
    {
        var writer = new BtfWriter();
        var number = writer.Add("int", BtfKind.Int, 0, 4, (1u << 24) | 32);
        writer.Add("", BtfKind.Struct, 1, 4, writer.Text("a"), number, 0);
        writer.Add("outer", BtfKind.Struct, 1, 4, writer.Text("inner"), 2, 0);
        var text = Header(writer);
        Assert.DoesNotContain("cut short", text, StringComparison.Ordinal);
        Assert.Contains("struct outer {\n\tstruct {\n\t\tint a;\n\t} inner;\n};", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_alignment_of_a_structure_of_structures_looks_at_each_once()
    {
        // Each holds the one before twice: thirty levels are a billion members.
        var writer = new BtfWriter();
        var last = writer.Add("long", BtfKind.Int, 0, 8, 64);
        for (uint level = 1; level <= 30; level++)
            last = writer.Add("level" + level, BtfKind.Union, 2, 8, 0, last, 0, 0, last, 0);
        using var spec = Read(writer);
        Assert.Equal(8, BtfTypeAlignment.OfOne(spec[last]));
    }

    [Fact]
    public void More_types_than_the_limit_are_refused()
    {
        var bytes = new byte[24 + ((BtfLimits.MaxTypes + 1) * 12) + 1];
        new BtfWriter().ToBytes().AsSpan(0, 24).CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(12), (BtfLimits.MaxTypes + 1) * 12);
        BitConverter.TryWriteBytes(bytes.AsSpan(16), (BtfLimits.MaxTypes + 1) * 12);
        Assert.False(BtfSpec.TryRead(bytes, out _, out var diagnostic));
        Assert.Contains($"more than {BtfLimits.MaxTypes} types", diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_above_the_limit_are_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            // Nothing but a hole.
            using (var file = File.OpenWrite(path))
                file.SetLength(BtfLimits.MaxBytes + 1L);
            Assert.False(BtfSpec.TryOpenFile(SystemCalls.Instance, path, "large", null, out _, out var diagnostic));
            Assert.Contains("impossible size", diagnostic, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Names_are_cut_at_the_limit()
    {
        var writer = new BtfWriter();
        writer.Add(new string('n', BtfLimits.MaxNameBytes + 10), BtfKind.Int, 0, 4, 32);
        using var spec = Read(writer);
        Assert.Equal(BtfLimits.MaxNameBytes, spec[1].Name.Length);
    }

    [Fact]
    public void Modifiers_are_followed_to_the_limit_and_no_further()
    {
        var writer = new BtfWriter();
        var last = writer.Add("int", BtfKind.Int, 0, 4, 32);
        for (var depth = 0; depth < BtfLimits.MaxDepth; depth++)
            last = writer.Add("", BtfKind.Const, 0, last);
        using var spec = Read(writer);
        Assert.Equal(BtfKind.Int, spec[last - 1].Resolve().Kind);
        Assert.True(spec[last].Resolve().IsVoid);
    }

    private static BtfSpec Read(BtfWriter writer)
    {
        Assert.True(BtfSpec.TryRead(writer.ToBytes(), out var spec, out var diagnostic), diagnostic);
        return spec!;
    }

    private static string Header(BtfWriter writer)
    {
        using var spec = Read(writer);
        var text = new StringWriter();
        BtfCHeader.Write(spec, text);
        return text.ToString();
    }
}
