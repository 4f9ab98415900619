using System;
using System.Collections.Generic;

namespace Borescope.Compiler.Ir.Text;

/// <summary>Spelling of operations in IR text, shared by printer and parser.</summary>
internal static class IrNames
{
    public static readonly string[] Binary = ["add", "sub", "mul", "udiv", "urem", "sdiv", "srem", "and", "or", "xor", "shl", "lshr", "ashr"];

    public static readonly string[] Conditions = ["eq", "ne", "ult", "ule", "ugt", "uge", "slt", "sle", "sgt", "sge", "test", "ntest"];

    public static readonly string[] Atomics = ["add", "or", "and", "xor", "xchg", "cmpxchg"];

    public static readonly string[] Types = ["void", "i1", "i8", "i16", "i32", "i64", "ptr"];

    /// <summary>Operations with one operand and a result type.</summary>
    public static readonly Dictionary<string, IrOp> Conversions = new(StringComparer.Ordinal)
    {
        ["zext"] = IrOp.ZExt,
        ["sext"] = IrOp.SExt,
        ["trunc"] = IrOp.Trunc,
        ["cast"] = IrOp.Cast,
    };
}
