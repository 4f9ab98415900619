using Borescope.Kernel;
using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics;
using Borescope.Script.Semantics.Kernel;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed class KernelModelTests
{
    private readonly RunningKernelModel _model = new(new RunningKernel());

    private static void NeedsBtf() =>
        Assert.SkipUnless(SystemCalls.Instance.Access("/sys/kernel/btf/vmlinux", AccessMode.Read) == 0, "this kernel has no readable BTF");

    private void NeedsTracefs()
    {
        StructType? record = _model.FindTracepoint("sched", "sched_switch", out string? problem);
        Assert.SkipUnless(record is not null, problem ?? "this kernel has no sched_switch");
    }

    [Fact]
    public void Kernel_structs_have_typed_fields()
    {
        NeedsBtf();
        StructType task = _model.FindStruct("task_struct", false)!;
        Assert.Equal(new StringType(16) { IsArray = true }, task.Find("comm")!.Type);
        Assert.Equal(IntegerType.Int32, task.Find("pid")!.Type);
        var parent = Assert.IsType<PointerType>(task.Find("real_parent")!.Type);
        Assert.Same(task, parent.Target);
        Assert.Equal(AddressSpace.Kernel, parent.Space);
        StructField bit = task.Find("in_execve")!;
        Assert.Equal(1, bit.BitWidth);
        Assert.InRange(bit.BitOffset + bit.BitWidth, 1, bit.UnitSize * 8);
        Assert.Null(task.Find("no_such_field"));
        Assert.Contains(task.Fields, f => f.Name == "comm");
        Assert.Null(_model.FindStruct("no_such_struct", false));
    }

    [Fact]
    public void Members_of_anonymous_structs_are_fields_of_the_outer_one()
    {
        NeedsBtf();
        StructType sock = _model.FindStruct("sock_common", false)!;
        Assert.Equal(sock.Find("skc_daddr")!.Offset + 4, sock.Find("skc_rcv_saddr")!.Offset);
    }

    [Fact]
    public void Typedefs_and_enumerators_are_known()
    {
        NeedsBtf();
        Assert.Equal(IntegerType.Int64, _model.FindTypedef("loff_t"));
        (long Value, EnumType Type) = Assert.NotNull(_model.FindEnumConstant("PIDTYPE_TGID"));
        Assert.Equal(1, Value);
        Assert.Equal("pid_type", Type.Tag);
    }

    [Fact]
    public void Functions_have_prototypes_in_slots_of_eight_bytes()
    {
        NeedsBtf();
        FunctionPrototype read = _model.FindFunction("vfs_read", "")!;
        Assert.Equal("vmlinux", read.Module);
        Assert.NotEqual(0u, read.BtfId);
        Assert.Equal(16, read.Arguments.Find("count")!.Offset);
        Assert.Equal(IntegerType.Int64, read.ReturnType);
        Assert.Equal(AddressSpace.Kernel, ((PointerType)read.Arguments.Find("file")!.Type).Space);
        Assert.Equal(AddressSpace.Unknown, ((PointerType)read.Arguments.Find("buf")!.Type).Space);
    }

    [Fact]
    public void Raw_tracepoints_have_named_arguments()
    {
        NeedsBtf();
        FunctionPrototype enter = _model.FindRawTracepoint("sys_enter")!;
        Assert.NotEqual(0u, enter.BtfId);
        Assert.Equal(2, enter.Arguments.Fields.Count);
        Assert.Equal(8, enter.Arguments.Fields[1].Offset);
        Assert.Contains("sys_enter", _model.MatchRawTracepoints("sys_*"));
    }

    [Fact]
    public void Tracepoint_fields_come_from_the_format()
    {
        NeedsTracefs();
        StructType record = _model.FindTracepoint("sched", "sched_switch", out _)!;
        Assert.Equal(new StringType(16) { IsArray = true }, record.Find("next_comm")!.Type);
        Assert.Equal(IntegerType.Int32, record.Find("next_pid")!.Type);
        Assert.Null(record.Find("common_pid"));
        StructType exec = _model.FindTracepoint("sched", "sched_process_exec", out _)!;
        Assert.True(exec.Find("filename")!.IsDataLoc);
        Assert.IsType<PointerType>(exec.Find("filename")!.Type);
        Assert.Null(_model.FindTracepoint("sched", "no_such_event", out string? problem));
        Assert.Null(problem);
    }

    [Fact]
    public void A_script_over_the_running_kernel_is_bound()
    {
        NeedsBtf();
        NeedsTracefs();
        var diagnostics = new DiagnosticBag();
        SyntaxTree tree = Parser.Parse(
            new ScriptSource("stdin", "tracepoint:sched:sched_switch { $t = curtask; @[$t->mm->owner->comm, args.next_pid] = count(); }"), diagnostics);
        BoundProgram? program = Binder.Bind(tree, new BinderOptions(), _model, diagnostics);
        Assert.True(program is not null, DiagnosticRenderer.Render(diagnostics));
        Assert.Equal("(string[16],int64)", Assert.Single(program.Maps).KeyType!.Name);
    }

    [Fact]
    public void User_functions_are_found_by_name_and_by_pattern()
    {
        UserFunctions found = _model.FindUserFunctions("/bin/bash", "readline*", 0, false, new BinderOptions());
        Assert.SkipUnless(found.Problem is null, found.Problem ?? "");
        Assert.Contains(found.Functions, f => f.Name == "readline");
        Assert.NotNull(_model.FindUserFunctions("/no/such/file", "main", 0, false, new BinderOptions()).Problem);
    }
}
