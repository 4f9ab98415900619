using System.Collections.Generic;
using Borescope.Tests.Btf;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Fuzz.Seeds;

/// <summary>Tiny blobs with one of every kind of type.</summary>
internal static class BtfSamples
{
    private const uint KindFlag = 0x80000000;

    internal static IEnumerable<byte[]> All()
    {
        yield return new BtfWriter().ToBytes();
        yield return EveryKind().ToBytes();
        yield return EveryKind().ToBytes(32, [0, 0, 0, 0, 0, 0, 0, 0]);
        yield return Nested().ToBytes();
    }

    private static BtfWriter EveryKind()
    {
        var writer = new BtfWriter();
        var number = writer.Add("int", BtfKind.Int, 0, 4, (1u << 24) | 32);
        var letter = writer.Add("char", BtfKind.Int, 0, 1, 8);
        var array = writer.Add("", BtfKind.Array, 0, 0, letter, number, 16);
        var inner = writer.Add("", BtfKind.Union, 2, 8, writer.Text("low"), number, 0, writer.Text("wide"), 6, 0);
        var outer = writer.Add("thing", BtfKind.Struct, 3, 32, writer.Text("comm"), array, 0, 0, inner, 128, writer.Text("self"), 6, 192);
        writer.Add("", BtfKind.Pointer, 0, outer);
        writer.Add("thing_t", BtfKind.Typedef, 0, 8);
        writer.Add("", BtfKind.Const, 0, outer);
        var prototype = writer.Add("", BtfKind.FunctionPrototype, 3, number, writer.Text("t"), 6, writer.Text("n"), number, 0, 0);
        writer.Add("do_thing", BtfKind.Function, 1, prototype);
        writer.AddRaw(writer.Text("flags"), KindFlag | ((uint)BtfKind.Struct << 24) | 2, 4, writer.Text("a"), number, 3u << 24, writer.Text("b"), number, (5u << 24) | 3);
        writer.AddRaw(writer.Text("level"), KindFlag | ((uint)BtfKind.Enum << 24) | 2, 4, writer.Text("LOW"), unchecked((uint)-1), writer.Text("HIGH"), 7);
        writer.Add("big", BtfKind.Enum64, 1, 8, writer.Text("HUGE"), 1, 1);
        writer.Add("", BtfKind.Volatile, 0, number);
        writer.Add("", BtfKind.Restrict, 0, 6);
        writer.Add("later", BtfKind.Forward, 0, 0);
        writer.Add("real", BtfKind.Float, 0, 8);
        var variable = writer.Add("counter", BtfKind.Variable, 0, number, 1);
        writer.Add(".data", BtfKind.DataSection, 1, 4, variable, 0, 4);
        writer.Add("tagged", BtfKind.DeclarationTag, 0, outer, uint.MaxValue);
        writer.Add("user", BtfKind.TypeTag, 0, outer);
        return writer;
    }

    // Anonymous structures within structures, a function that takes functions.
    private static BtfWriter Nested()
    {
        var writer = new BtfWriter();
        var number = writer.Add("int", BtfKind.Int, 0, 4, (1u << 24) | 32);
        var last = number;
        for (uint depth = 0; depth < 8; depth++)
            last = writer.Add("", depth % 2 == 0 ? BtfKind.Struct : BtfKind.Union, 2, 4, 0, last, 0, writer.Text("m" + depth), number, 0);
        writer.Add("nest", BtfKind.Struct, 1, 4, 0, last, 0);
        var prototype = writer.Add("", BtfKind.FunctionPrototype, 2, number, 0, last + 3, 0, last + 3);
        writer.Add("", BtfKind.Pointer, 0, prototype);
        writer.Add("callback", BtfKind.Typedef, 0, prototype + 1);
        return writer;
    }
}
