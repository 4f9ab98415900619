using System;
using System.Collections.Generic;
using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

internal sealed partial class ProbeLowering
{
    /// <summary>Ranges of at most this many constant steps become a plain loop, which the verifier walks step by step.</summary>
    private const long PlainLoopLimit = 64;

    private void While(BoundWhile s)
    {
        IrBlock head = Builder.NewBlock("while");
        IrBlock body = Builder.NewBlock("body");
        IrBlock end = Builder.NewBlock("done");
        Builder.Branch(head);
        Builder.Block = head;
        Condition(s.Condition, body, end);
        Builder.Block = body;
        LoopBody(s.Body, end, head);
        Builder.Block = end;
    }

    private void Unroll(BoundUnroll s)
    {
        IrBlock end = Builder.NewBlock("unrolled");
        for (int i = 0; i < s.Count; i++)
        {
            IrBlock next = Builder.NewBlock("step");
            LoopBody(s.Body, end, next);
            Builder.Block = next;
        }

        Builder.Branch(end);
        Builder.Block = end;
    }

    private void LoopBody(BoundStatement body, IrBlock end, IrBlock next)
    {
        _scope.Loops.Push(new LoopTarget(() => Builder.Branch(end), () => Builder.Branch(next)));
        Statement(body);
        _scope.Loops.Pop();
        if (!Builder.IsTerminated)
            Builder.Branch(next);
    }

    private void ForRange(BoundForRange s)
    {
        if (s is { Start: BoundConstant { Value: var from }, End: BoundConstant { Value: var to } } && to - from <= PlainLoopLimit)
        {
            PlainRange(s, from, to);
            return;
        }

        // bpf_loop calls back a given number of times; the counter starts at the lower bound.
        IrValue start = Scalar(s.Start);
        IrValue count = Temporary(8, 8, "count");
        IrValue length = Builder.Binary(IrBinaryOp.Sub, Scalar(s.End), start);
        Builder.Store(count, 0, Builder.Int(0));
        If(Builder.Compare(IrCondition.Sgt, length, Builder.Int(0)), () => Builder.Store(count, 0, length));
        var captured = CapturedVariables.Of(s.Body, s.Variable, out IReadOnlySet<VariableSymbol> assigned);
        Callback(captured, assigned, start, (callback, frame) =>
        {
            IrParameter index = callback.AddParameter(IrType.I64, "index");
            callback.AddParameter(IrType.Pointer, "frame");
            return () =>
            {
                IrValue wide = Builder.Binary(IrBinaryOp.And, index, Builder.Int(0xffffffff));
                (IrValue place, int offset) = _scope.Place(s.Variable);
                StoreScalar(place, offset, s.Variable.Type!, Builder.Binary(IrBinaryOp.Add, wide, Builder.Load(IrType.I64, callback.Parameters[1], FrameExtra)));
                Statement(s.Body);
            };
        },
        (callback, frame) => Builder.CallHelper(
            BpfHelper.Loop, Builder.Load(IrType.I64, count), Builder.FunctionAddress(callback), frame, Builder.Int(0)));
    }

    private void PlainRange(BoundForRange s, long from, long to)
    {
        (IrValue place, int offset) = _scope.Place(s.Variable);
        IrValue counter = Temporary(8, 8, "counter");
        Builder.Store(counter, 0, Builder.Int(from));
        IrBlock head = Builder.NewBlock("for");
        IrBlock body = Builder.NewBlock("body");
        IrBlock next = Builder.NewBlock("next");
        IrBlock end = Builder.NewBlock("done");
        Builder.Branch(head);
        Builder.Block = head;
        IrValue i = Builder.Load(IrType.I64, counter);
        Builder.BranchIf(Builder.Compare(IrCondition.Slt, i, Builder.Int(to)), body, end);
        Builder.Block = body;
        StoreScalar(place, offset, s.Variable.Type!, i);
        LoopBody(s.Body, end, next);
        Builder.Block = next;
        Builder.Store(counter, 0, Builder.Binary(IrBinaryOp.Add, Builder.Load(IrType.I64, counter), Builder.Int(1)));
        Builder.Branch(head);
        Builder.Block = end;
    }

    /// <summary>Repeats code for 0 to <paramref name="count"/> - 1.</summary>
    public void Repeat(int count, Action<IrValue> body)
    {
        IrValue counter = Temporary(8, 8, "counter");
        Builder.Store(counter, 0, Builder.Int(0));
        IrBlock head = Builder.NewBlock("repeat");
        IrBlock step = Builder.NewBlock("step");
        IrBlock end = Builder.NewBlock("repeated");
        Builder.Branch(head);
        Builder.Block = head;
        IrValue i = Builder.Load(IrType.I64, counter);
        Builder.BranchIf(Builder.Compare(IrCondition.Ult, i, Builder.Int(count)), step, end);
        Builder.Block = step;
        body(i);
        Builder.Store(counter, 0, Builder.Binary(IrBinaryOp.Add, i, Builder.Int(1)));
        Builder.Branch(head);
        Builder.Block = end;
    }

    /// <summary>An empty sub-program of this program.</summary>
    public IrFunction Subprogram(string name)
    {
        var function = new IrFunction($"{_scope.Function.Name}_{name}{_callbacks++}", _scope.Function.ProgramType, isSubprogram: true);
        Module.Module.Functions.Add(function);
        return function;
    }

    /// <summary>Number of elements of a hash, by walking it.</summary>
    public IrValue CountElements(MapStorage storage)
    {
        IrValue frame = Temporary(8, 8, "elements");
        Builder.Store(frame, 0, HiddenZero());
        IrFunction callback = Subprogram("count");
        callback.AddParameter(IrType.Pointer, "map");
        callback.AddParameter(IrType.Pointer, "key");
        callback.AddParameter(IrType.Pointer, "value");
        IrParameter total = callback.AddParameter(IrType.Pointer, "total");
        var code = new IrBuilder(callback) { Location = Builder.Location };
        code.Store(total, 0, code.Binary(IrBinaryOp.Add, code.Load(IrType.I64, total), code.Int(1)));
        code.Return(code.Int(0));
        Builder.CallHelper(BpfHelper.ForEachMapElem, Builder.MapAddress(storage.Reference), Builder.FunctionAddress(callback), frame, Builder.Int(0));
        return Builder.Load(IrType.I64, frame);
    }

    private void ForMap(BoundForMap s)
    {
        MapStorage storage = Module.Storage(s.Map);
        var captured = CapturedVariables.Of(s.Body, s.Variable, out IReadOnlySet<VariableSymbol> assigned);
        var pair = (TupleType)s.Variable.Type!;
        Callback(captured, assigned, null, (callback, frame) =>
        {
            callback.AddParameter(IrType.Pointer, "map");
            IrParameter key = callback.AddParameter(IrType.Pointer, "key");
            IrParameter value = callback.AddParameter(IrType.Pointer, "value");
            callback.AddParameter(IrType.Pointer, "frame");
            return () =>
            {
                (IrValue place, int offset) = _scope.Place(s.Variable);
                Zero(place, offset, pair.Size);
                if (storage.IsArray)
                    StoreScalar(place, offset + pair.Offsets[0], pair.Elements[0], Builder.ZExt(Builder.Load(IrType.I32, key), IrType.I64));
                else
                    Copy(place, offset + pair.Offsets[0], key, 0, pair.Elements[0].Size);
                if (s.Map.ValueType is AggregationType aggregation)
                {
                    var read = new BoundMapRead(s.Span, pair.Elements[1], s.Map, new BoundTupleElement(s.Span, pair.Elements[0], new BoundVariable(s.Span, s.Variable), 0));
                    StoreScalar(place, offset + pair.Offsets[1], pair.Elements[1], ReadAggregation(storage, read, aggregation));
                }
                else
                {
                    Copy(place, offset + pair.Offsets[1], value, 0, pair.Elements[1].Size);
                }

                Statement(s.Body);
            };
        },
        (callback, frame) => Builder.CallHelper(
            BpfHelper.ForEachMapElem, Builder.MapAddress(storage.Reference), Builder.FunctionAddress(callback), frame, Builder.Int(0)));
    }

    /// <summary>Offset in a frame of the caller's extra number.</summary>
    private const int FrameExtra = 8;

    /// <summary>Value of "return requested" that leaves a function of the script instead of the probe.</summary>
    private const int LeavesFunction = 2;

    /// <summary>Offset in a frame of the probe's context.</summary>
    private const int FrameContext = 16;

    /// <summary>Offset in a frame of what a test returned in the loop.</summary>
    private const int FrameVerdict = 24;

    /// <summary>Offset in a frame of the captured variables.</summary>
    private int FrameVariables => Provider == ProbeProvider.Test ? 32 : 24;

    /// <summary>
    /// Zero, read from memory that the verifier knows nothing of. It follows a callback round after round while variables keep values it knows: what a loop
    /// changes must not start as a known number, or "n++" is a new state in every round.
    /// </summary>
    private IrValue HiddenZero() => Builder.Load(IrType.I64, Constants(0));

    /// <summary>
    /// Makes a sub-program of a loop body. The frame it shares with its caller lies on the caller's stack: u64 "return requested" at 0, an extra
    /// number at 8, the context at 16, in tests their result at 24, then each captured variable: scalars by value (copied back afterwards), objects by address.
    /// </summary>
    private void Callback(
        IReadOnlyList<VariableSymbol> captured, IReadOnlySet<VariableSymbol> assigned, IrValue? extra, Func<IrFunction, IrValue, Action> declare, Action<IrFunction, IrValue> invoke)
    {
        FunctionScope caller = _scope;
        IrValue? hidden = null;
        IrValue frame = Temporary(FrameVariables + 8 * captured.Count, 8, "frame");
        Builder.Store(frame, 0, Builder.Int(0));
        Builder.Store(frame, FrameExtra, extra ?? Builder.Int(0));
        if (Provider == ProbeProvider.Test)
            Builder.Store(frame, FrameVerdict, Builder.Int(0));
        if (caller.Context is not null)
            Builder.Store(frame, FrameContext, caller.Context);
        for (int i = 0; i < captured.Count; i++)
        {
            (IrValue place, int offset) = caller.Place(captured[i]);
            IrValue value = captured[i].Type!.IsScalar ? LoadScalar(place, offset, captured[i].Type!) : Builder.Offset(place, offset);
            if (assigned.Contains(captured[i]) && captured[i].Type!.IsScalar)
                value = Builder.Binary(IrBinaryOp.Add, value, hidden ??= HiddenZero());
            Builder.Store(frame, FrameVariables + 8 * i, value);
        }

        var function = new IrFunction($"{caller.Function.Name}_loop{_callbacks++}", caller.Function.ProgramType, isSubprogram: true);
        Action body = declare(function, frame);
        Module.Module.Functions.Add(function);
        IrParameter own = function.Parameters[^1];
        _scope = new FunctionScope(function, caller)
        {
            EndProbe = () =>
            {
                Builder.Store(own, 0, Builder.Int(1));
                Builder.Return(Builder.Int(1));
            },
            EndTest = verdict =>
            {
                Builder.Store(own, 0, Builder.Int(1));
                Builder.Store(own, FrameVerdict, verdict);
                Builder.Return(Builder.Int(1));
            },
            Return = caller.Return is null ? null : () =>
            {
                Builder.Store(own, 0, Builder.Int(LeavesFunction));
                Builder.Return(Builder.Int(1));
            },
        };
        Builder.Location = caller.Builder.Location;
        if (caller.Context is not null)
            _scope.Context = Builder.Load(IrType.Pointer, own, FrameContext);
        for (int i = 0; i < captured.Count; i++)
        {
            if (captured[i].Type!.IsScalar)
                _scope.Bind(captured[i], own, FrameVariables + 8 * i);
            else
                _scope.Bind(captured[i], Builder.Load(IrType.Pointer, own, FrameVariables + 8 * i), 0);
        }

        _scope.Loops.Push(new LoopTarget(() => Builder.Return(Builder.Int(1)), () => Builder.Return(Builder.Int(0))));
        body();
        if (!Builder.IsTerminated)
            Builder.Return(Builder.Int(0));
        _scope = caller;

        invoke(function, frame);
        for (int i = 0; i < captured.Count; i++)
        {
            if (!captured[i].Type!.IsScalar)
                continue;
            (IrValue place, int offset) = _scope.Place(captured[i]);
            StoreScalar(place, offset, captured[i].Type!, LoadScalar(frame, FrameVariables + 8 * i, captured[i].Type!));
        }

        IrBlock leave = Builder.NewBlock("return");
        IrBlock stay = Builder.NewBlock("after");
        Builder.BranchIf(Builder.Compare(IrCondition.Ne, Builder.Load(IrType.I64, frame, 0), Builder.Int(0)), leave, stay);
        Builder.Block = leave;
        Action end = Provider == ProbeProvider.Test ? () => _scope.EndTest(Builder.Load(IrType.I64, frame, FrameVerdict)) : _scope.EndProbe;
        if (_scope.Return is not null)
        {
            If(Builder.Compare(IrCondition.Eq, Builder.Load(IrType.I64, frame, 0), Builder.Int(LeavesFunction)), _scope.Return, end);
            Builder.Branch(stay); // Not reached: both have left.
        }
        else
        {
            end();
        }

        Builder.Block = stay;
    }

}
