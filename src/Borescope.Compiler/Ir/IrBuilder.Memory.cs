
using Borescope.Compiler.Calls;

namespace Borescope.Compiler.Ir;

/// <content>Memory, addresses and calls.</content>
public sealed partial class IrBuilder
{
    /// <summary>
    /// Address of a new local object. It stands in the entry block wherever this is called. What it holds at first is undefined; give every byte a
    /// value before its address goes to a call.
    /// </summary>
    public IrValue StackSlot(int size, int align, string name)
    {
        if (size <= 0 || align is not (1 or 2 or 4 or 8))
        {
            throw new IrException($"stack slot '{name}' in '{_function.Name}' has size {size} and alignment {align}");
        }

        IrBlock entry = _function.BlockList[0];
        var slot = new IrInstruction(IrOp.StackSlot, IrType.Pointer, IrInstruction.NoOperands)
        {
            Size = size, Alignment = align, Symbol = name, Id = _function.NewId(), Block = entry,
        };
        int at = 0;
        while (at < entry.Code.Count && entry.Code[at].Op is IrOp.StackSlot or IrOp.Phi)
        {
            at++;
        }

        entry.Code.Insert(at, slot);
        return slot;
    }

    /// <summary>Reads <paramref name="type"/> at <paramref name="pointer"/> + <paramref name="offset"/>; a volatile load never merges with another.</summary>
    public IrValue Load(IrType type, IrValue pointer, int offset = 0, bool isVolatile = false)
    {
        Expect(pointer, IrType.Pointer, "load address");
        if (type == IrType.Void)
        {
            throw new IrException($"load of void in '{_function.Name}'");
        }

        return Append(new IrInstruction(IrOp.Load, type, [pointer]) { Offset = offset, Flags = isVolatile ? IrFlags.Volatile : IrFlags.None });
    }

    /// <summary>Writes <paramref name="value"/> at <paramref name="pointer"/> + <paramref name="offset"/>.</summary>
    public void Store(IrValue pointer, int offset, IrValue value)
    {
        Expect(pointer, IrType.Pointer, "store address");
        Append(new IrInstruction(IrOp.Store, IrType.Void, [pointer, value]) { Offset = offset });
    }

    /// <summary>Copies <paramref name="size"/> bytes between objects that do not overlap.</summary>
    public void MemCopy(IrValue destination, int destinationOffset, IrValue source, int sourceOffset, int size)
    {
        Expect(destination, IrType.Pointer, "memcpy destination");
        Expect(source, IrType.Pointer, "memcpy source");
        if (size > 0)
        {
            Append(new IrInstruction(IrOp.MemCopy, IrType.Void, [destination, source]) { Offset = destinationOffset, SourceOffset = sourceOffset, Size = size });
        }
    }

    /// <summary>Sets <paramref name="size"/> bytes to <paramref name="fill"/>.</summary>
    public void MemSet(IrValue destination, int offset, byte fill, int size)
    {
        Expect(destination, IrType.Pointer, "memset destination");
        if (size > 0)
        {
            Append(new IrInstruction(IrOp.MemSet, IrType.Void, [destination]) { Offset = offset, Fill = fill, Size = size });
        }
    }

    /// <summary>Pointer plus a constant number of bytes.</summary>
    public IrValue Offset(IrValue pointer, long bytes) => bytes == 0 ? pointer : Binary(IrBinaryOp.Add, pointer, Int(bytes));

    /// <summary>Address of a map, as helpers take it.</summary>
    public IrValue MapAddress(IrMap map) => Append(new IrInstruction(IrOp.MapAddress, IrType.Pointer, IrInstruction.NoOperands) { Symbol = map });

    /// <summary>Address of byte <paramref name="offset"/> of the first value of an array map (not per-CPU). Needs Linux 5.2.</summary>
    public IrValue MapValueAddress(IrMap map, int offset) =>
        Append(new IrInstruction(IrOp.MapValueAddress, IrType.Pointer, IrInstruction.NoOperands) { Symbol = map, Offset = offset });

    /// <summary>Address of a sub-program, for helpers that call back (bpf_loop, bpf_for_each_map_elem). Needs Linux 5.13.</summary>
    public IrValue FunctionAddress(IrFunction callback)
    {
        ExpectSubprogram(callback);
        return Append(new IrInstruction(IrOp.FunctionAddress, IrType.Pointer, IrInstruction.NoOperands) { Symbol = callback });
    }

    /// <summary>Calls a helper. The result type follows the helper's table row: Pointer, I64 or Void.</summary>
    public IrValue CallHelper(BpfHelper helper, params IrValue[] arguments)
    {
        BpfHelperDescription row = BpfHelpers.Get(helper);
        if (row.Arguments.Count != arguments.Length && !row.IsVariadic)
        {
            throw new IrException($"{row.Name} takes {row.Arguments.Count} arguments, {arguments.Length} are given in '{_function.Name}'");
        }

        ExpectArguments(row.Name, arguments);
        return Append(new IrInstruction(IrOp.CallHelper, row.ResultType, (IrValue[])arguments.Clone()) { HelperId = helper });
    }

    /// <summary>Calls a sub-program.</summary>
    public IrValue Call(IrFunction function, params IrValue[] arguments)
    {
        ExpectSubprogram(function);
        if (function.Parameters.Count != arguments.Length)
        {
            throw new IrException($"'{function.Name}' takes {function.Parameters.Count} arguments, {arguments.Length} are given in '{_function.Name}'");
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            Expect(arguments[i], function.Parameters[i].Type, $"argument {i + 1} of '{function.Name}'");
        }

        return Append(new IrInstruction(IrOp.Call, function.ReturnType, (IrValue[])arguments.Clone()) { Symbol = function });
    }

    /// <summary>Calls a kernel function by its BTF name; the loader finds its id. Needs Linux 5.18 or later, by function.</summary>
    public IrValue CallKfunc(string name, IrType result, params IrValue[] arguments)
    {
        ExpectArguments(name, arguments);
        return Append(new IrInstruction(IrOp.CallKfunc, result, (IrValue[])arguments.Clone()) { Symbol = name });
    }

    /// <summary>
    /// Atomic operation on an I32 or I64 at <paramref name="pointer"/> + <paramref name="offset"/>; gives the old value when <paramref name="fetch"/>
    /// or for Exchange. Add without fetch runs everywhere, the rest needs Linux 5.12.
    /// </summary>
    public IrValue Atomic(IrAtomicOp op, IrValue pointer, int offset, IrValue value, bool fetch = false)
    {
        Expect(pointer, IrType.Pointer, "atomic address");
        if (op == IrAtomicOp.CompareExchange || value.Type is not (IrType.I32 or IrType.I64))
        {
            throw new IrException($"atomic {op} on {value.Type.Name()} in '{_function.Name}'");
        }

        fetch |= op == IrAtomicOp.Exchange;
        return Append(new IrInstruction(IrOp.Atomic, fetch ? value.Type : IrType.Void, [pointer, value])
        {
            AtomicOp = op, Offset = offset, Flags = fetch ? IrFlags.Fetch : IrFlags.None,
        });
    }

    /// <summary>Stores <paramref name="value"/> if memory holds <paramref name="expected"/>; gives what memory held. Needs Linux 5.12.</summary>
    public IrValue CompareExchange(IrValue pointer, int offset, IrValue expected, IrValue value)
    {
        Expect(pointer, IrType.Pointer, "atomic address");
        Expect(expected, value.Type, "expected value");
        if (value.Type is not (IrType.I32 or IrType.I64))
        {
            throw new IrException($"compare and exchange on {value.Type.Name()} in '{_function.Name}'");
        }

        return Append(new IrInstruction(IrOp.Atomic, value.Type, [pointer, value, expected])
        {
            AtomicOp = IrAtomicOp.CompareExchange, Offset = offset, Flags = IrFlags.Fetch,
        });
    }

    private void ExpectArguments(string callee, IrValue[] arguments)
    {
        if (arguments.Length > 5)
        {
            throw new IrException($"{callee} is called with {arguments.Length} arguments in '{_function.Name}', BPF passes at most five");
        }

        foreach (IrValue a in arguments)
        {
            if (a.Type == IrType.Void)
            {
                throw new IrException($"an argument of {callee} in '{_function.Name}' has no value");
            }
        }
    }

    private void ExpectSubprogram(IrFunction function)
    {
        if (!function.IsSubprogram)
        {
            throw new IrException($"'{function.Name}' is a program, only sub-programs can be called ('{_function.Name}')");
        }
    }
}
