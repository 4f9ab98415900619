using System;
using Borescope.Compiler.Btf;
using Borescope.Kernel;

namespace Borescope.Objects.Loading;

/// <summary>Which kinds of types a kernel takes; each came with another version.</summary>
/// <param name="Functions">FUNC and FUNC_PROTO (5.0).</param>
/// <param name="GlobalFunctions">FUNC with global linkage (5.6).</param>
/// <param name="Sections">VAR and DATASEC (5.2).</param>
/// <param name="Floats">FLOAT (5.13).</param>
/// <param name="DeclarationTags">DECL_TAG (5.16).</param>
/// <param name="TypeTags">TYPE_TAG (5.17).</param>
/// <param name="Enum64">ENUM64 and signed enumerations (6.0).</param>
internal readonly record struct BtfSupport(
    bool Functions, bool GlobalFunctions, bool Sections, bool Floats, bool DeclarationTags, bool TypeTags, bool Enum64)
{
    /// <summary>Tries each with a blob of its own.</summary>
    internal static BtfSupport Probe(ISystemCalls calls) => new(
        Try(calls, static btf => btf.Function("a", btf.FunctionPrototype(0, [new BtfMember("a", Int(btf))]), isGlobal: false)),
        Try(calls, static btf => btf.Function("a", btf.FunctionPrototype(0, [new BtfMember("a", Int(btf))]), isGlobal: true)),
        Try(calls, static btf => btf.DataSection(".data", 4, [new BtfVariable(btf.Variable("x", Int(btf), isGlobal: true), 0, 4)])),
        Try(calls, static btf => btf.Float("float", 4)),
        Try(calls, static btf => btf.DeclarationTag("tag", btf.Variable("x", Int(btf), isGlobal: true))),
        Try(calls, static btf => btf.Pointer(btf.TypeTag("tag", Int(btf)))),
        Try(calls, static btf => btf.Enum("e", 8, isSigned: false, [("v", 1)])));

    private static int Int(BtfBuilder btf) => btf.Int("int", 4, BtfIntEncoding.Signed);

    private static unsafe bool Try(ISystemCalls calls, Action<BtfBuilder> add)
    {
        var builder = new BtfBuilder();
        add(builder);
        var bytes = builder.ToBytes();
        fixed (byte* pointer = bytes)
        {
            var attributes = new BtfLoadAttributes { Content = (ulong)pointer, Size = (uint)bytes.Length };
            var fd = calls.Bpf(BpfCommand.BtfLoad, &attributes, 28);
            if (fd >= 0)
                calls.Close(fd);
            return fd >= 0;
        }
    }
}
