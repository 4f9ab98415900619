using System;
using System.Linq;
using Borescope.Compiler;
using Borescope.Compiler.Btf;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Programs;
using Borescope.Script.Semantics.Kernel;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Types;

namespace Borescope.KernelTests.Library;

/// <summary>Functions of loaded programs and what they take, as the kernel keeps it.</summary>
[Collection(KernelObjects.Name)]
public sealed class ProgramFunctionTests
{
    private static readonly RunningKernel Kernel = new();

    // A context, a kernel struct that is only partly described (under a flavour), one that merely shares a kernel struct's name, and one of its own.
    private static LoadedObject Load()
    {
        TestProgram.RequireTracing();
        var types = new BtfBuilder();
        int number = types.Int("int", 4, BtfIntEncoding.Signed);
        var prototype = types.FunctionPrototype(
            number,
            [
                new BtfMember("ctx", types.Pointer(types.Struct("xdp_md", 24, [new BtfMember("data", number)]))),
                new BtfMember("task", types.Pointer(types.Struct("task_struct___part", 4, [new BtfMember("tgid", number)]))),
                new BtfMember("file", types.Pointer(types.Struct("file", 8, [new BtfMember("no_such_member_of_the_kernel", number), new BtfMember("count", number, 32)]))),
                new BtfMember("own", types.Pointer(types.Struct("borescope_only", 4, [new BtfMember("value", number)]))),
            ]);
        types.Function("unused_by_the_program", prototype, isGlobal: true);
        int function = types.Function("a_name_longer_than_the_kernel_keeps", prototype, isGlobal: true);
        var spec = ProgramTests.PacketProgram();
        spec.Btf = types.ToBytes();
        spec.Replace(spec.Programs[0] with { Functions = [new BpfFunctionInfo(0, function, "a_name_longer_than_the_kernel_keeps")] });
        return new ObjectLoader(SystemCalls.Instance).Load(spec);
    }

    [Fact]
    public void A_program_tells_its_own_functions_only()
    {
        using LoadedObject loaded = Load();
        using ProgramTypes? types = loaded.Programs["stamp"].ReadTypes();
        ProgramFunction function = Assert.Single(types!.Functions);
        Assert.Equal(("a_name_longer_than_the_kernel_keeps", 0), (function.Name, function.Instruction));
        Assert.Equal(2, types.Types.OfKind(BtfKind.Function).Count());
        using LoadedObject untyped = new ObjectLoader(SystemCalls.Instance).Load(ProgramTests.PacketProgram());
        Assert.Null(untyped.Programs["stamp"].ReadTypes());
    }

    [Fact]
    public void Arguments_have_the_layout_that_the_kernel_uses()
    {
        using LoadedObject loaded = Load();
        uint id = loaded.Programs["stamp"].ReadInfo().Id;
        var model = new RunningKernelModel(Kernel);
        ProgramTarget target = Assert.Single(model.MatchProgramFunctions(id, "a_name*", out string? problem));
        Assert.Null(problem);
        Assert.Contains(target, model.MatchProgramFunctions(0, "*longer*", out _));
        FunctionPrototype prototype = model.FindProgramFunction(id, target.BtfId)!;
        StructType Pointee(string argument) => (StructType)((PointerType)prototype.Arguments.Find(argument)!.Type).Target;
        Assert.Equal("struct xdp_buff", Pointee("ctx").Name);
        Assert.Equal("struct task_struct", Pointee("task").Name);
        Assert.Equal(model.FindStruct("task_struct", false)!.Find("tgid")!.Offset, Pointee("task").Find("tgid")!.Offset);
        Assert.Equal(4, Pointee("file").Find("count")!.Offset);
        Assert.Equal(0, Pointee("own").Find("value")!.Offset);
        Assert.Equal([0, 8, 16, 24], prototype.Arguments.Fields.Select(static f => f.Offset));
        Assert.Equal(IntegerType.Int32, prototype.ReturnType);
        Assert.Empty(model.MatchProgramFunctions(id, "unused*", out _));
    }
}
