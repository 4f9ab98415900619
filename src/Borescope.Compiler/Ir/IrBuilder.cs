namespace Borescope.Compiler.Ir;

/// <summary>
/// Appends instructions to blocks of one function. Source variables are best kept as <see cref="StackSlot"/> with Load and Store: the compiler makes
/// registers of those whose address does not escape.
/// </summary>
public sealed partial class IrBuilder
{
    private readonly IrFunction _function;
    private IrBlock? _block;

    /// <summary>Starts building; a function without blocks gets an entry block.</summary>
    public IrBuilder(IrFunction function)
    {
        _function = function;
        _block = function.BlockList.Count == 0 ? function.NewBlock("entry") : function.BlockList[0];
    }

    /// <summary>Function being built.</summary>
    public IrFunction Function => _function;

    /// <summary>Block that instructions are appended to.</summary>
    public IrBlock Block
    {
        get => _block!;
        set => _block = value;
    }

    /// <summary>Source location given to the instructions that follow.</summary>
    public SourceLocation? Location { get; set; }

    /// <summary>Whether the current block already ends; nothing can be appended then.</summary>
    public bool IsTerminated => Block.Terminator is not null;

    /// <summary>A new empty block, not yet reached from anywhere.</summary>
    public IrBlock NewBlock(string name) => _function.NewBlock(name);

#pragma warning disable CA1822 // Everything that makes values is called on the builder alike.
    /// <summary>A constant; bits above the width are dropped.</summary>
    public IrValue Const(IrType type, long value) => new IrConstant(type, value);

    /// <summary>A 64-bit constant.</summary>
    public IrValue Int(long value) => new IrConstant(IrType.I64, value);
#pragma warning restore CA1822

    /// <summary>Parameter <paramref name="index"/> of the function.</summary>
    public IrValue Parameter(int index) => _function.Parameters[index];

    /// <summary>
    /// Arithmetic on two I32 or two I64. Add and Sub also take a Pointer on the left with an I64 on the right (Add: either side), giving a Pointer, and
    /// Sub takes two Pointers, giving an I64.
    /// </summary>
    public IrValue Binary(IrBinaryOp op, IrValue a, IrValue b)
    {
        IrType type = BinaryType(op, a.Type, b.Type);
        if (op == IrBinaryOp.Add && b.Type == IrType.Pointer)
        {
            (a, b) = (b, a);
        }

        return Append(new IrInstruction(IrOp.Binary, type, [a, b]) { BinaryOp = op });
    }

    /// <summary>Comparison of two values of the same type (a Pointer also with a constant I64); gives I1. Signed ones on I8 and I16 extend first.</summary>
    public IrValue Compare(IrCondition condition, IrValue a, IrValue b)
    {
        if (a.Type != b.Type)
        {
            if (a.Type == IrType.Pointer && b is IrConstant { Type: IrType.I64 } c)
            {
                b = new IrConstant(IrType.Pointer, c.Value);
            }
            else
            {
                throw new IrException($"compare of {a.Type.Name()} with {b.Type.Name()} in '{_function.Name}'");
            }
        }

        if (condition.IsSigned() && a.Type is IrType.I8 or IrType.I16)
        {
            a = SExt(a, IrType.I32);
            b = SExt(b, IrType.I32);
        }

        return Append(new IrInstruction(IrOp.Compare, IrType.I1, [a, b]) { Condition = condition });
    }

    /// <summary>Widens with zeros; the same type gives the value itself.</summary>
    public IrValue ZExt(IrValue value, IrType type) => Extend(IrOp.ZExt, value, type);

    /// <summary>Widens with the sign; the same type gives the value itself.</summary>
    public IrValue SExt(IrValue value, IrType type) => Extend(IrOp.SExt, value, type);

    /// <summary>Keeps the low bits; the same type gives the value itself.</summary>
    public IrValue Trunc(IrValue value, IrType type)
    {
        if (value.Type == type)
        {
            return value;
        }

        if (value.Type == IrType.Pointer || type == IrType.Pointer || type.Bits() > value.Type.Bits() || type == IrType.Void)
        {
            throw new IrException($"trunc of {value.Type.Name()} to {type.Name()} in '{_function.Name}'");
        }

        return Append(new IrInstruction(IrOp.Trunc, type, [value]));
    }

    /// <summary>Reads the bits of a Pointer as I64 or the other way round; no instruction results.</summary>
    public IrValue Cast(IrValue value, IrType type)
    {
        if (value.Type == type)
        {
            return value;
        }

        if (!value.Type.Is64() || !type.Is64())
        {
            throw new IrException($"cast of {value.Type.Name()} to {type.Name()} in '{_function.Name}'; only i64 and ptr convert");
        }

        return Append(new IrInstruction(IrOp.Cast, type, [value]));
    }

    /// <summary>Inverts an I1.</summary>
    public IrValue Not(IrValue value)
    {
        Expect(value, IrType.I1, "not");
        return Append(new IrInstruction(IrOp.Not, IrType.I1, [value]));
    }

    /// <summary>
    /// Converts between the machine's byte order and big- or little-endian on the low <paramref name="bits"/> (16, 32, 64) of an I16, I32 or I64 value;
    /// higher bits become zero.
    /// </summary>
    public IrValue ByteSwap(IrValue value, int bits, bool toBigEndian = true)
    {
        if (bits is not (16 or 32 or 64) || bits > value.Type.Bits())
        {
            throw new IrException($"byte swap of {bits} bits on {value.Type.Name()} in '{_function.Name}'");
        }

        return Append(new IrInstruction(IrOp.ByteSwap, value.Type, [value]) { Size = bits, Flags = toBigEndian ? IrFlags.BigEndian : IrFlags.None });
    }

    /// <summary>An empty phi at the start of the current block.</summary>
    public IrPhi Phi(IrType type)
    {
        var phi = new IrPhi(type) { Id = _function.NewId(), Location = Location, Block = Block };
        int at = 0;
        while (at < Block.Code.Count && Block.Code[at].Op == IrOp.Phi)
        {
            at++;
        }

        Block.Code.Insert(at, phi);
        return phi;
    }

    /// <summary>Ends the block by going to <paramref name="target"/>.</summary>
    public void Branch(IrBlock target) => Append(new IrInstruction(IrOp.Branch, IrType.Void, IrInstruction.NoOperands) { Targets = [target] });

    /// <summary>Ends the block by going to one of two blocks.</summary>
    public void BranchIf(IrValue condition, IrBlock then, IrBlock @else)
    {
        Expect(condition, IrType.I1, "branch condition");
        Append(new IrInstruction(IrOp.BranchIf, IrType.Void, [condition]) { Targets = [then, @else] });
    }

    /// <summary>Ends the function; a program needs a value.</summary>
    public void Return(IrValue? value = null)
    {
        if ((value is null) != (_function.ReturnType == IrType.Void))
        {
            throw new IrException($"'{_function.Name}' returns {_function.ReturnType.Name()}, the return {(value is null ? "has no value" : "has one")}");
        }

        if (value is not null)
        {
            Expect(value, _function.ReturnType, "return value");
        }

        Append(new IrInstruction(IrOp.Return, IrType.Void, value is null ? IrInstruction.NoOperands : [value]));
    }

    private static bool IsScalar(IrType t) => t is IrType.I32 or IrType.I64;

    private IrType BinaryType(IrBinaryOp op, IrType a, IrType b)
    {
        if (a == b && IsScalar(a))
        {
            return a;
        }

        if (op == IrBinaryOp.Add && ((a == IrType.Pointer && b == IrType.I64) || (a == IrType.I64 && b == IrType.Pointer)))
        {
            return IrType.Pointer;
        }

        if (op == IrBinaryOp.Sub && a == IrType.Pointer)
        {
            if (b == IrType.I64)
            {
                return IrType.Pointer;
            }

            if (b == IrType.Pointer)
            {
                return IrType.I64;
            }
        }

        if (a == b && a == IrType.I1 && op is IrBinaryOp.And or IrBinaryOp.Or or IrBinaryOp.Xor)
        {
            return IrType.I1;
        }

        throw new IrException($"{op} of {a.Name()} and {b.Name()} in '{_function.Name}': operands must both be i32 or both i64 (ptr only for add and sub)");
    }

    private IrValue Extend(IrOp op, IrValue value, IrType type)
    {
        if (value.Type == type)
        {
            return value;
        }

        if (value.Type == IrType.Pointer || type is IrType.Pointer or IrType.I1 or IrType.Void || type.Bits() < value.Type.Bits())
        {
            throw new IrException($"{op} of {value.Type.Name()} to {type.Name()} in '{_function.Name}'");
        }

        return Append(new IrInstruction(op, type, [value]));
    }

    private void Expect(IrValue value, IrType type, string what)
    {
        if (value.Type != type)
        {
            throw new IrException($"{what} in '{_function.Name}' must be {type.Name()}, it is {value.Type.Name()}");
        }
    }

    private IrInstruction Append(IrInstruction instruction)
    {
        if (IsTerminated)
        {
            throw new IrException($"block '{Block.Name}' of '{_function.Name}' already ends, {instruction.Op} cannot follow");
        }

        if (instruction.Type != IrType.Void)
        {
            instruction.Id = _function.NewId();
        }

        instruction.Location = Location;
        Block.Add(instruction);
        return instruction;
    }
}
