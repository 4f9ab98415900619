using System;

using Borescope.Compiler.Calls;

namespace Borescope.Compiler.Ir.Text;

/// <content>Memory, calls, branches and phis.</content>
public sealed partial class IrParser
{
    private IrInstruction? Memory(IrLine line, string op)
    {
        switch (op)
        {
            case "slot":
                var slot = new IrInstruction(IrOp.StackSlot, IrType.Pointer, IrInstruction.NoOperands) { Size = (int)line.Integer() };
                line.Word();
                slot.Alignment = (int)line.Integer();
                slot.Symbol = line.Quoted();
                return slot;
            case "load":
                bool isVolatile = line.PeekWord() == "volatile" && line.Word().Length > 0;
                IrType type = Type(line);
                IrValue from = Address(line, out int offset);
                return new IrInstruction(IrOp.Load, type, [from]) { Offset = offset, Flags = isVolatile ? IrFlags.Volatile : IrFlags.None };
            case "store":
                IrValue to = Address(line, out offset);
                line.Expect(',');
                return new IrInstruction(IrOp.Store, IrType.Void, [to, Value(line)]) { Offset = offset };
            case "memcpy":
                IrValue destination = Address(line, out offset);
                line.Expect(',');
                IrValue source = Address(line, out int sourceOffset);
                line.Expect(',');
                return new IrInstruction(IrOp.MemCopy, IrType.Void, [destination, source]) { Offset = offset, SourceOffset = sourceOffset, Size = (int)line.Integer() };
            case "memset":
                destination = Address(line, out offset);
                line.Expect(',');
                byte fill = (byte)line.Integer();
                line.Expect(',');
                return new IrInstruction(IrOp.MemSet, IrType.Void, [destination]) { Offset = offset, Fill = fill, Size = (int)line.Integer() };
            case "atomic":
                return Atomic(line);
            case "map":
                return new IrInstruction(IrOp.MapAddress, IrType.Pointer, IrInstruction.NoOperands) { Symbol = Map(line) };
            case "mapvalue":
                var value = new IrInstruction(IrOp.MapValueAddress, IrType.Pointer, IrInstruction.NoOperands) { Symbol = Map(line) };
                line.Expect('+');
                value.Offset = (int)line.Integer();
                return value;
            default:
                return null;
        }
    }

    private IrInstruction Atomic(IrLine line)
    {
        string name = line.Word();
        bool fetch = name.StartsWith("fetch_", StringComparison.Ordinal);
        var op = (IrAtomicOp)Array.IndexOf(IrNames.Atomics, fetch ? name.Substring(6) : name);
        if (op < 0)
        {
            throw line.Error($"'{name}' is no atomic operation");
        }

        fetch |= op >= IrAtomicOp.Exchange;
        IrValue p = Address(line, out int offset);
        line.Expect(',');
        IrValue v = Value(line);
        IrValue[] operands = line.Take(',') ? [p, v, Value(line)] : [p, v];
        return new IrInstruction(IrOp.Atomic, fetch ? v.Type : IrType.Void, operands) { AtomicOp = op, Offset = offset, Flags = fetch ? IrFlags.Fetch : IrFlags.None };
    }

    private IrInstruction? Call(IrLine line, string op)
    {
        switch (op)
        {
            case "func":
                return new IrInstruction(IrOp.FunctionAddress, IrType.Pointer, IrInstruction.NoOperands) { Symbol = Function(line) };
            case "helper":
                string name = line.Word();
                BpfHelperDescription row = BpfHelpers.Find(name) ?? throw line.Error($"there is no helper '{name}'");
                return new IrInstruction(IrOp.CallHelper, row.ResultType, Arguments(line)) { HelperId = row.Id };
            case "call":
                IrFunction f = Function(line);
                return new IrInstruction(IrOp.Call, f.ReturnType, Arguments(line)) { Symbol = f };
            case "kfunc":
                IrType type = Type(line);
                string kfunc = line.Word().TrimStart('@');
                return new IrInstruction(IrOp.CallKfunc, type, Arguments(line)) { Symbol = kfunc };
            default:
                return null;
        }
    }

    private IrInstruction? Swap(IrLine line, string op)
    {
        int digits = op.Length;
        while (digits > 0 && char.IsDigit(op[digits - 1]))
        {
            digits--;
        }

        IrFlags? flags = op.Substring(0, digits) switch
        {
            "bswap" => IrFlags.AlwaysSwap,
            "be" => IrFlags.BigEndian,
            "le" => IrFlags.None,
            _ => null,
        };
        if (flags is { } kind)
        {
            int bits = (int)new IrLine(op.Substring(digits), line.Number).Integer();
            IrValue v = Value(line);
            return new IrInstruction(IrOp.ByteSwap, v.Type, [v]) { Size = bits, Flags = kind };
        }

        return null;
    }

    private IrInstruction Branch(IrLine line)
    {
        string w = line.PeekWord();
        bool conditional = w[0] == '%' || w == "i1";
        if (!conditional)
        {
            return new IrInstruction(IrOp.Branch, IrType.Void, IrInstruction.NoOperands) { Targets = [BlockNamed(line, line.Word())] };
        }

        IrValue condition = Value(line);
        line.Expect(',');
        IrBlock then = BlockNamed(line, line.Word());
        line.Expect(',');
        return new IrInstruction(IrOp.BranchIf, IrType.Void, [condition]) { Targets = [then, BlockNamed(line, line.Word())] };
    }

    private IrPhi Phi(IrLine line)
    {
        var phi = new IrPhi(Type(line));
        do
        {
            line.Expect('[');
            string block = line.Word();
            line.Expect(':');
            string value = line.Word();
            if (Array.IndexOf(IrNames.Types, value) >= 0)
            {
                value += " " + line.Word();
            }

            line.Expect(']');
            _incoming.Add((phi, block, value, line));
        }
        while (line.Take(','));
        return phi;
    }
}
