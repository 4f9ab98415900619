using System;
using Borescope.Compiler.Ir;
using Borescope.Script.Syntax;

namespace Borescope.Script.Lowering;

// Long strings are looked at in words of 8 bytes: a step is one branch, and the verifier, which follows every step and remembers every branch, sees an eighth of them.
internal sealed partial class ProbeLowering
{
    private const int Word = 8;
    private const int LongString = 64;
    private const long LowBits = 0x0101010101010101;
    private const long HighBits = unchecked((long)0x8080808080808080);

    /// <summary>Compares a string in memory with a literal, its NUL included when there is room for it.</summary>
    public void CompareLiteral(IrValue text, int size, string literal, IrBlock equal, IrBlock different, int limit = int.MaxValue)
    {
        byte[] bytes = ScriptText.Bytes(literal);
        var wanted = new byte[bytes.Length + 1];
        bytes.CopyTo(wanted, 0);
        int length = Math.Min(wanted.Length, limit);
        if (bytes.Length == size)
            length = Math.Min(length, size); // A full buffer has no NUL.
        if (length > size)
        {
            // A literal longer than the buffer is never equal, unless its first size bytes are all that is asked for.
            Builder.Branch(different);
            return;
        }

        int at = 0;
        while (at < length)
        {
            int step = length - at >= 4 ? 4 : length - at >= 2 ? 2 : 1;
            IrType type = step == 4 ? IrType.I32 : step == 2 ? IrType.I16 : IrType.I8;
            long value = step switch { 4 => BitConverter.ToUInt32(wanted, at), 2 => BitConverter.ToUInt16(wanted, at), _ => wanted[at] };
            IrBlock next = Builder.NewBlock("same");
            Builder.BranchIf(Builder.Compare(IrCondition.Eq, Builder.Load(type, text, at), Builder.Const(type, value)), next, different);
            Builder.Block = next;
            at += step;
        }

        Builder.Branch(equal);
    }

    /// <summary>Compares two strings until they differ, both end, or <paramref name="limit"/> bytes are equal.</summary>
    public void CompareStrings(IrValue a, int sizeA, IrValue b, int sizeB, int limit, IrBlock equal, IrBlock different)
    {
        int common = Math.Min(Math.Min(sizeA, sizeB), limit);
        IrValue index = Temporary(8, 8, "position");
        Builder.Store(index, 0, Builder.Int(0));
        EachWord(index, common, i =>
        {
            IrValue x = Builder.Load(IrType.I64, Builder.Binary(IrBinaryOp.Add, a, i));
            IrValue difference = Builder.Binary(IrBinaryOp.Xor, x, Builder.Load(IrType.I64, Builder.Binary(IrBinaryOp.Add, b, i)));
            IrValue ends = ZeroBytes(x);
            IrBlock next = Builder.NewBlock("next"), last = Builder.NewBlock("last");
            Builder.BranchIf(Builder.Compare(IrCondition.Eq, Builder.Binary(IrBinaryOp.Or, difference, ends), Builder.Int(0)), next, last);

            // What counts is up to the first NUL; without one ends is 0, and all bits are.
            Builder.Block = last;
            IrValue counts = Builder.Binary(IrBinaryOp.Xor, ends, Builder.Binary(IrBinaryOp.Sub, ends, Builder.Int(1)));
            Builder.BranchIf(Builder.Compare(IrCondition.Eq, Builder.Binary(IrBinaryOp.And, difference, counts), Builder.Int(0)), equal, different);
            Builder.Block = next;
        });
        EachByte(index, common, i =>
        {
            IrValue x = Builder.Load(IrType.I8, Builder.Binary(IrBinaryOp.Add, a, i));
            IrValue y = Builder.Load(IrType.I8, Builder.Binary(IrBinaryOp.Add, b, i));
            IrBlock same = Builder.NewBlock("same"), next = Builder.NewBlock("next");
            Builder.BranchIf(Builder.Compare(IrCondition.Eq, x, y), same, different);
            Builder.Block = same;
            Builder.BranchIf(Builder.Compare(IrCondition.Eq, x, Builder.Const(IrType.I8, 0)), equal, next);
            Builder.Block = next;
        });

        // All common bytes are equal and none is NUL: the longer one must end right there.
        if (limit <= common || sizeA == sizeB)
        {
            Builder.Branch(equal);
            return;
        }

        IrValue rest = sizeA > sizeB ? a : b;
        Builder.BranchIf(Builder.Compare(IrCondition.Eq, Builder.Load(IrType.I8, rest, common), Builder.Const(IrType.I8, 0)), equal, different);
    }

    /// <summary>Bytes in front of the NUL of a string of at most <paramref name="size"/> bytes.</summary>
    public IrValue StringLength(IrValue text, int size)
    {
        IrValue index = Temporary(8, 8, "length");
        Builder.Store(index, 0, Builder.Int(0));
        IrBlock end = Builder.NewBlock("measured");
        EachWord(index, size, i =>
        {
            IrValue ends = ZeroBytes(Builder.Load(IrType.I64, Builder.Binary(IrBinaryOp.Add, text, i)));
            IrBlock next = Builder.NewBlock("next"), last = Builder.NewBlock("last");
            Builder.BranchIf(Builder.Compare(IrCondition.Eq, ends, Builder.Int(0)), next, last);

            // The bytes below the lowest bit, counted by adding a 1 for each.
            Builder.Block = last;
            IrValue below = Builder.Binary(IrBinaryOp.Sub, Builder.Binary(IrBinaryOp.And, ends, Builder.Binary(IrBinaryOp.Sub, Builder.Int(0), ends)), Builder.Int(1));
            IrValue ones = Builder.Binary(IrBinaryOp.And, Builder.Binary(IrBinaryOp.LShr, below, Builder.Int(Word - 1)), Builder.Int(LowBits));
            IrValue count = Builder.Binary(IrBinaryOp.LShr, Builder.Binary(IrBinaryOp.Mul, ones, Builder.Int(LowBits)), Builder.Int(64 - Word));
            Builder.Store(index, 0, Builder.Binary(IrBinaryOp.Add, i, count));
            Builder.Branch(end);
            Builder.Block = next;
        });
        EachByte(index, size, i =>
        {
            IrBlock next = Builder.NewBlock("next");
            Builder.BranchIf(Builder.Compare(IrCondition.Eq, Builder.Load(IrType.I8, Builder.Binary(IrBinaryOp.Add, text, i)), Builder.Const(IrType.I8, 0)), end, next);
            Builder.Block = next;
        });
        Builder.Branch(end);
        Builder.Block = end;
        return Builder.Load(IrType.I64, index);
    }

    /// <summary>The highest bit of each byte that is 0. Bits above the lowest one may be set without a zero byte.</summary>
    private IrValue ZeroBytes(IrValue word)
    {
        IrValue borrowed = Builder.Binary(IrBinaryOp.Sub, word, Builder.Int(LowBits));
        IrValue wasClear = Builder.Binary(IrBinaryOp.Xor, word, Builder.Int(-1));
        return Builder.Binary(IrBinaryOp.And, Builder.Binary(IrBinaryOp.And, borrowed, wasClear), Builder.Int(HighBits));
    }

    // The whole words of a long string; a short one has none.
    private void EachWord(IrValue index, int size, Action<IrValue> step)
    {
        if (size >= LongString)
            EachPosition(index, size & -Word, Word, step);
    }

    // What words have left.
    private void EachByte(IrValue index, int size, Action<IrValue> step)
    {
        if (size < LongString || size % Word != 0)
            EachPosition(index, size, 1, step);
    }

    /// <summary>Runs code for each position of memory from the one that <paramref name="index"/> holds on; the code goes on, or leaves by a branch of its own.</summary>
    public void EachPosition(IrValue index, int end, int width, Action<IrValue> step)
    {
        IrBlock head = Builder.NewBlock("head"), body = Builder.NewBlock("step"), after = Builder.NewBlock("after");
        Builder.Branch(head);
        Builder.Block = head;
        IrValue i = Builder.Load(IrType.I64, index);
        Builder.BranchIf(Builder.Compare(IrCondition.Ult, i, Builder.Int(end)), body, after);
        Builder.Block = body;
        step(i);
        Builder.Store(index, 0, Builder.Binary(IrBinaryOp.Add, i, Builder.Int(width)));
        Builder.Branch(head);
        Builder.Block = after;
    }
}
