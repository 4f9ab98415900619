using System;
using System.IO;
using Borescope.Btf;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Tests.Btf;

/// <summary>How declarations are spelt in the C header; that of the whole kernel is given to a compiler elsewhere.</summary>
public sealed class BtfCHeaderTests
{
    [Fact]
    public void What_is_around_a_name_stands_where_C_wants_it()
    {
        var writer = new BtfWriter();
        var number = writer.Add("int", BtfKind.Int, 0, 4, (1u << 24) | 32);
        var letter = writer.Add("char", BtfKind.Int, 0, 1, 8);
        var constantLetter = writer.Add("", BtfKind.Const, 0, letter);
        var text = writer.Add("", BtfKind.Pointer, 0, constantLetter);
        var constantText = writer.Add("", BtfKind.Const, 0, text);
        var four = writer.Add("", BtfKind.Array, 0, 0, number, number, 4);
        var fourBehind = writer.Add("", BtfKind.Pointer, 0, four);
        var matrix = writer.Add("", BtfKind.Array, 0, 0, four, number, 2);
        var constantMatrix = writer.Add("", BtfKind.Const, 0, matrix);
        var returnsNumber = writer.Add("", BtfKind.FunctionPrototype, 0, number);
        var callback = writer.Add("", BtfKind.Pointer, 0, returnsNumber);
        var returnsCallback = writer.Add("", BtfKind.FunctionPrototype, 4, callback, 0, number, 0, constantText, 0, callback, 0, 0);
        var factory = writer.Add("", BtfKind.Pointer, 0, returnsCallback);
        var factories = writer.Add("", BtfKind.Array, 0, 0, factory, number, 3);
        var restricted = writer.Add("", BtfKind.Restrict, 0, text);
        var volatileNumber = writer.Add("", BtfKind.Volatile, 0, number);
        var tagged = writer.Add("", BtfKind.Pointer, 0, writer.Add("user", BtfKind.TypeTag, 0, volatileNumber));
        var inner = writer.Add("", BtfKind.Union, 2, 8, writer.Text("low"), number, 0, writer.Text("all"), text, 0);
        uint[] types = [constantText, fourBehind, constantMatrix, factory, factories, restricted, tagged, inner];
        uint[] bytes = [8, 8, 32, 8, 24, 8, 8, 8];
        var members = new uint[types.Length * 3];
        var offset = 0u;
        for (var index = 0; index < types.Length; index++)
        {
            (members[index * 3], members[(index * 3) + 1], members[(index * 3) + 2]) = (writer.Text("m" + index), types[index], offset * 8);
            offset += bytes[index];
        }

        writer.Add("all", BtfKind.Struct, (uint)types.Length, offset, members);
        Assert.Contains(
            """
            struct all {
            	const char *const m0;
            	int (*m1)[4];
            	const int m2[2][4];
            	int (*(*m3)(int, const char *const, int (*)(void), ...))(void);
            	int (*(*m4[3])(int, const char *const, int (*)(void), ...))(void);
            	const char *__restrict m5;
            	volatile int *m6;
            	union {
            		int low;
            		const char *all;
            	} m7;
            };
            """,
            Header(writer),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Gaps_and_packed_members_are_kept()
    {
        var writer = new BtfWriter();
        var number = writer.Add("int", BtfKind.Int, 0, 4, (1u << 24) | 32);
        writer.Add("gaps", BtfKind.Struct, 2, 16, writer.Text("a"), number, 0, writer.Text("b"), number, 64);
        writer.Add("packed", BtfKind.Struct, 1, 5, writer.Text("c"), number, 8);
        var header = Header(writer);
        Assert.Contains("struct gaps {\n\tint a;\n\tint: 32;\n\tint b;\n\tint: 32;\n};", header, StringComparison.Ordinal);
        Assert.Contains("struct packed {\n\tchar: 8;\n\tint c;\n} __attribute__((packed));", header, StringComparison.Ordinal);
    }

    private static string Header(BtfWriter writer)
    {
        Assert.True(BtfSpec.TryRead(writer.ToBytes(), out var spec, out var diagnostic), diagnostic);
        using (spec)
        {
            var text = new StringWriter();
            BtfCHeader.Write(spec!, text);
            return text.ToString();
        }
    }
}
