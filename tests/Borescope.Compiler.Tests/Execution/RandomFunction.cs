using System;
using System.Collections.Generic;

using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Tests.Execution;

/// <summary>
/// Writes random functions the way a front end does: variables in stack slots, structs, byte buffers handed to helpers, nested ifs and bounded loops.
/// The context is 64 readable bytes; map "m" has a 64-byte value behind its address.
/// </summary>
internal sealed class RandomFunction
{
    private static readonly IrType[] Widths = [IrType.I8, IrType.I16, IrType.I32, IrType.I64];
    private static readonly long[] Interesting = [0, 1, -1, 2, 7, 8, 255, 256, 0x7fffffff, -0x80000000L, 0xffffffff, 0x100000000, long.MinValue, long.MaxValue, 0x123456789abcdef0];

    private readonly Random _random;
    private readonly IrBuilder _b;
    private readonly IrFunction _function;
    private readonly IrMap _map;
    private readonly IrFunction? _sub;
    private readonly List<(IrValue Slot, IrType Type)> _variables = [];
    private IrValue _struct = null!;
    private IrValue _buffer = null!;
    private readonly int _variableCount;
    private int _budget;

    private RandomFunction(int seed, IrFunction function, IrMap map, IrFunction? sub)
    {
        _random = new Random(seed);

        // Every seventh program keeps more values alive than there are registers.
        _variableCount = seed % 7 == 3 ? 18 : 5;
        _function = function;
        _map = map;
        _sub = sub;
        _b = new IrBuilder(function);
    }

    public static IrModule Create(int seed)
    {
        var module = new IrModule();
        var map = new IrMap("m");
        module.Maps.Add(map);
        IrFunction? sub = null;
        if (seed % 5 == 0)
        {
            sub = new IrFunction("sub", isSubprogram: true, returnType: seed % 2 == 0 ? IrType.I64 : IrType.I32);
            sub.AddParameter(IrType.Pointer, "ctx");
            sub.AddParameter(IrType.I64, "x");
            sub.AddParameter(IrType.I32, "y");
            module.Functions.Add(sub);
            new RandomFunction(seed ^ 0x5555, sub, map, null).Write(4);
        }

        IrFunction program = IrFunction.Program("p", BpfProgramType.Kprobe, seed % 3 == 0 ? IrType.I32 : IrType.I64);
        module.Functions.Add(program);
        new RandomFunction(seed, program, map, sub).Write(3 + (seed % 12));
        return module;
    }

    private void Write(int statements)
    {
        _budget = 60;
        for (int i = 0; i < _variableCount; i++)
        {
            IrType type = Widths[_random.Next(4)];
            IrValue slot = _b.StackSlot(type.Bytes(), type.Bytes(), "v" + i);
            _variables.Add((slot, type));
            _b.Store(slot, 0, i < _function.Parameters.Count - 1 ? Convert(_b.Parameter(i + 1), type) : Constant(type));
        }

        _struct = _b.StackSlot(24, 8, "struct");
        _b.MemSet(_struct, 0, (byte)_random.Next(3), 24);
        _buffer = _b.StackSlot(_random.Next(4) == 0 ? 80 : 16, 8, "buffer");
        _b.MemSet(_buffer, 0, 0, 16);
        Block(statements, 0);
        IrValue sum = _b.Int(0);
        foreach ((IrValue slot, IrType type) in _variables)
        {
            sum = _b.Binary(IrBinaryOp.Add, _b.Binary(IrBinaryOp.Mul, sum, _b.Int(31)), _b.ZExt(_b.Load(type, slot), IrType.I64));
        }

        _b.Return(Convert(_b.Binary(IrBinaryOp.Xor, sum, _b.Load(IrType.I64, _struct, 8)), _function.ReturnType));
    }

    private void Block(int statements, int depth)
    {
        for (int i = 0; i < statements && _budget > 0; i++)
        {
            _budget--;
            Statement(depth);
        }
    }

    private void Statement(int depth)
    {
        switch (_random.Next(depth < 3 ? 16 : 11))
        {
            case < 5:
                (IrValue slot, IrType type) = _variables[_random.Next(_variables.Count)];
                _b.Store(slot, 0, Expression(type, 3));
                break;
            case 5:
                IrType width = Widths[_random.Next(4)];
                _b.Store(_struct, _random.Next(24 / width.Bytes()) * width.Bytes(), Expression(width, 2));
                break;
            case 6:
                IrValue value = _b.MapValueAddress(_map, 0);
                IrType stored = Widths[_random.Next(4)];
                _b.Store(value, 8 * _random.Next(8), Expression(stored, 2));
                break;
            case 7:
                Helper();
                break;
            case 8:
                _b.MemCopy(_buffer, 0, _struct, 8, 1 + _random.Next(16));
                break;
            case 9:
                Atomic();
                break;
            case 10:
                NullCheck(depth);
                break;
            case 11 or 12 or 13:
                If(depth);
                break;
            default:
                Loop(depth);
                break;
        }
    }

    private void Helper()
    {
        IrValue argument = Expression(IrType.I64, 2);
        IrValue result = _random.Next(2) == 0
            ? _b.CallHelper(BpfHelper.MapUpdateElem, _b.MapAddress(_map), _buffer, _b.Offset(_struct, 8), argument)
            : _b.CallHelper(_random.Next(2) == 0 ? BpfHelper.GetCurrentPidTgid : BpfHelper.KtimeGetNs);
        if (_sub is not null && _random.Next(2) == 0)
        {
            result = Convert(_b.Call(_sub, _b.Parameter(0), result, Expression(IrType.I32, 2)), IrType.I64);
        }

        (IrValue slot, IrType type) = _variables[_random.Next(_variables.Count)];
        _b.Store(slot, 0, Convert(result, type));
    }

    private void Atomic()
    {
        IrType type = _random.Next(2) == 0 ? IrType.I32 : IrType.I64;
        IrValue p = _b.MapValueAddress(_map, 16);
        IrValue old = _random.Next(5) == 0
            ? _b.CompareExchange(p, 0, Expression(type, 1), Expression(type, 1))
            : _b.Atomic((IrAtomicOp)_random.Next(5), p, 8 * _random.Next(4), Expression(type, 1), _random.Next(2) == 0);
        if (old.Type != IrType.Void)
        {
            (IrValue slot, IrType variable) = _variables[_random.Next(_variables.Count)];
            _b.Store(slot, 0, Convert(old, variable));
        }
    }

    private void NullCheck(int depth)
    {
        IrValue p = _b.CallHelper(BpfHelper.MapLookupElem, _b.MapAddress(_map), _buffer);
        IrBlock found = _b.NewBlock("found");
        IrBlock rest = _b.NewBlock("rest");
        _b.BranchIf(_b.Compare(IrCondition.Ne, p, _b.Const(IrType.Pointer, 0)), found, rest);
        _b.Block = found;
        _b.Store(p, 8, _b.Binary(IrBinaryOp.Add, _b.Load(IrType.I64, p, 8), Expression(IrType.I64, 1)));
        Block(_random.Next(2), depth + 1);
        _b.Branch(rest);
        _b.Block = rest;
    }

    private void If(int depth)
    {
        IrBlock then = _b.NewBlock("then");
        IrBlock otherwise = _b.NewBlock("else");
        IrBlock join = _b.NewBlock("join");
        _b.BranchIf(Condition(2), then, otherwise);
        _b.Block = then;
        Block(1 + _random.Next(3), depth + 1);
        if (_random.Next(12) == 0)
        {
            _b.Return(Expression(_function.ReturnType, 1));
        }
        else
        {
            _b.Branch(join);
        }

        _b.Block = otherwise;
        Block(_random.Next(3), depth + 1);
        _b.Branch(join);
        _b.Block = join;
    }

    private void Loop(int depth)
    {
        IrValue counter = _b.StackSlot(8, 8, "i");
        _b.Store(counter, 0, _b.Int(0));
        IrBlock head = _b.NewBlock("head");
        IrBlock body = _b.NewBlock("body");
        IrBlock exit = _b.NewBlock("exit");
        _b.Branch(head);
        _b.Block = head;
        _b.BranchIf(_b.Compare(IrCondition.Ult, _b.Load(IrType.I64, counter), _b.Int(1 + _random.Next(5))), body, exit);
        _b.Block = body;
        Block(1 + _random.Next(3), depth + 1);
        _b.Store(counter, 0, _b.Binary(IrBinaryOp.Add, _b.Load(IrType.I64, counter), _b.Int(1)));
        if (_random.Next(4) == 0)
        {
            _b.BranchIf(Condition(1), exit, head);
        }
        else
        {
            _b.Branch(head);
        }

        _b.Block = exit;
    }

    private IrValue Condition(int depth)
    {
        if (depth > 0 && _random.Next(4) == 0)
        {
            return _random.Next(3) switch
            {
                0 => _b.Not(Condition(depth - 1)),
                1 => _b.Binary(IrBinaryOp.And, Condition(depth - 1), Condition(depth - 1)),
                _ => _b.Binary(IrBinaryOp.Or, Condition(depth - 1), Condition(depth - 1)),
            };
        }

        IrType type = Widths[_random.Next(4)];
        return _b.Compare((IrCondition)_random.Next(12), Expression(type, depth), Expression(type, depth));
    }

    private IrValue Convert(IrValue v, IrType type) =>
        v.Type.Bits() > type.Bits() ? _b.Trunc(v, type) : _random.Next(2) == 0 ? _b.ZExt(v, type) : _b.SExt(v, type);

    private IrValue Constant(IrType type) =>
        _b.Const(type, _random.Next(3) == 0 ? _random.NextInt64(long.MinValue, long.MaxValue) : _random.Next(2) == 0 ? Interesting[_random.Next(Interesting.Length)] : _random.Next(-300, 300));

    private IrValue Expression(IrType type, int depth)
    {
        int kind = _random.Next(depth > 0 ? 12 : 4);
        switch (kind)
        {
            case 0:
                return Constant(type);
            case 1:
                return _b.Load(type, _struct, _random.Next(24 / type.Bytes()) * type.Bytes());
            case 2:
                return _b.Load(type, _b.Parameter(0), _random.Next(8) * 8);
            case 3:
                (IrValue slot, IrType variable) = _variables[_random.Next(_variables.Count)];
                return Convert(_b.Load(variable, slot), type);
            case 4:
                IrType other = Widths[_random.Next(4)];
                return Convert(Expression(other, depth - 1), type);
            case 5:
                return Convert(_b.ZExt(Condition(depth - 1), IrType.I32), type);
            case 6 when type != IrType.I8:
                int bits = type.Bits() == 16 ? 16 : _random.Next(2) == 0 ? 16 : type.Bits();
                return _b.ByteSwap(Expression(type, depth - 1), bits, _random.Next(2) == 0);
            case 7:
                IrValue index = _b.Binary(IrBinaryOp.And, Expression(IrType.I64, depth - 1), _b.Int(7));
                return Convert(_b.Load(IrType.I8, _b.Binary(IrBinaryOp.Add, _buffer, index)), type);
            default:
                IrType wide = type == IrType.I64 ? IrType.I64 : IrType.I32;
                IrValue v = _b.Binary((IrBinaryOp)_random.Next(13), Expression(wide, depth - 1), Expression(wide, depth - 1));
                return Convert(v, type);
        }
    }
}
