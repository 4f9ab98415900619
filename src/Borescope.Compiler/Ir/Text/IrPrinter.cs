using System;
using System.Collections.Generic;
using System.Text;

using Borescope.Compiler.Calls;

namespace Borescope.Compiler.Ir.Text;

/// <summary>Writes IR as text that <see cref="IrParser"/> reads; values are numbered in order of appearance.</summary>
public sealed class IrPrinter
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<IrValue, string> _values = [];
    private readonly Dictionary<IrBlock, string> _blocks = [];

    private IrPrinter()
    {
    }

    /// <summary>The text of a whole module.</summary>
    public static string Print(IrModule module)
    {
        var text = new StringBuilder();
        foreach (IrFunction f in module.Functions)
        {
            text.Append(text.Length > 0 ? "\n" : string.Empty).Append(Print(f));
        }

        return text.ToString();
    }

    /// <summary>The text of one function.</summary>
    public static string Print(IrFunction function)
    {
        var printer = new IrPrinter();
        printer.Write(function);
        return printer._text.ToString();
    }

    private void Write(IrFunction f)
    {
        NameEverything(f);
        _text.Append(f.IsExternal ? "extern @" : f.IsSubprogram ? "sub @" : "program @").Append(f.Name).Append('(');
        for (int i = 0; i < f.Parameters.Count; i++)
        {
            IrParameter p = f.Parameters[i];
            _text.Append(i > 0 ? ", " : string.Empty).Append(p.Type.Name()).Append(' ').Append(_values[p]);
        }

        _text.Append(") ").Append(f.ReturnType.Name());
        if (!f.IsSubprogram)
        {
            _text.Append(' ').Append(f.ProgramType);
        }

        _text.Append('\n');
        foreach (IrBlock b in f.Blocks)
        {
            _text.Append(_blocks[b]).Append(":\n");
            foreach (IrInstruction i in b.Instructions)
            {
                _text.Append("  ");
                Write(i);
                _text.Append('\n');
            }
        }
    }

    private void NameEverything(IrFunction f)
    {
        foreach (IrParameter p in f.Parameters)
        {
            _values[p] = "%" + p.Name;
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        int number = 0;
        foreach (IrBlock b in f.Blocks)
        {
            string name = b.Name.Replace(' ', '_');
            for (int n = 2; !taken.Add(name); n++)
            {
                name = b.Name.Replace(' ', '_') + "." + n;
            }

            _blocks[b] = name;
            foreach (IrInstruction i in b.Instructions)
            {
                if (i.Type != IrType.Void)
                {
                    _values[i] = "%" + ++number;
                }
            }
        }
    }

    private string Name(IrValue v) => v is IrConstant c
        ? c.Type.Name() + " " + (c.Type is IrType.I1 or IrType.Pointer ? c.Value : c.Signed)
        : _values.TryGetValue(v, out string? name) ? name : "%?" + v.Id;

    private string Block(IrBlock b) => _blocks.TryGetValue(b, out string? name) ? name : "?" + b.Name;

    private string Address(IrValue v, int offset) => offset == 0 ? Name(v) : offset > 0 ? $"{Name(v)} + {offset}" : $"{Name(v)} - {-(long)offset}";

    private void Write(IrInstruction i)
    {
        if (i.Type != IrType.Void)
        {
            _text.Append(_values[i]).Append(" = ");
        }

        _text.Append(Body(i));
    }

    private string Body(IrInstruction i)
    {
        IrValue[] o = i.Operands;
        switch (i.Op)
        {
            case IrOp.Phi:
                return Phi((IrPhi)i);
            case IrOp.Binary:
                return $"{IrNames.Binary[(int)i.BinaryOp]} {Name(o[0])}, {Name(o[1])}";
            case IrOp.Compare:
                return $"cmp {IrNames.Conditions[(int)i.Condition]} {Name(o[0])}, {Name(o[1])}";
            case IrOp.Not:
                return $"not {Name(o[0])}";
            case IrOp.Materialize:
                return $"const {Name(o[0])}";
            case IrOp.ZExt or IrOp.SExt or IrOp.Trunc or IrOp.Cast:
                return $"{i.Op.ToString().ToLowerInvariant()} {i.Type.Name()} {Name(o[0])}";
            case IrOp.ByteSwap:
                string kind = (i.Flags & IrFlags.AlwaysSwap) != 0 ? "bswap" : (i.Flags & IrFlags.BigEndian) != 0 ? "be" : "le";
                return $"{kind}{i.Size} {Name(o[0])}";
            case IrOp.StackSlot:
                return $"slot {i.Size} align {i.Alignment} \"{i.Symbol}\"";
            case IrOp.MapAddress:
                return $"map @{((IrMap)i.Symbol!).Name}";
            case IrOp.MapValueAddress:
                return $"mapvalue @{((IrMap)i.Symbol!).Name} + {i.Offset}";
            case IrOp.FunctionAddress:
                return $"func @{((IrFunction)i.Symbol!).Name}";
            case IrOp.Load:
                return $"load{((i.Flags & IrFlags.Volatile) != 0 ? " volatile" : string.Empty)} {i.Type.Name()} {Address(o[0], i.Offset)}";
            case IrOp.Store:
                return $"store {Address(o[0], i.Offset)}, {Name(o[1])}";
            case IrOp.MemCopy:
                return $"memcpy {Address(o[0], i.Offset)}, {Address(o[1], i.SourceOffset)}, {i.Size}";
            case IrOp.MemSet:
                return $"memset {Address(o[0], i.Offset)}, {i.Fill}, {i.Size}";
            case IrOp.Atomic:
                string fetch = (i.Flags & IrFlags.Fetch) != 0 && i.AtomicOp < IrAtomicOp.Exchange ? "fetch_" : string.Empty;
                string extra = o.Length > 2 ? ", " + Name(o[2]) : string.Empty;
                return $"atomic {fetch}{IrNames.Atomics[(int)i.AtomicOp]} {Address(o[0], i.Offset)}, {Name(o[1])}{extra}";
            case IrOp.CallHelper:
                return $"helper {BpfHelpers.Get(i.HelperId).Name.Substring(4)}({Arguments(o)})";
            case IrOp.Call:
                return $"call @{((IrFunction)i.Symbol!).Name}({Arguments(o)})";
            case IrOp.CallKfunc:
                return $"kfunc {i.Type.Name()} @{i.Symbol}({Arguments(o)})";
            case IrOp.Branch:
                return $"br {Block(i.Targets[0])}";
            case IrOp.BranchIf:
                return $"br {Name(o[0])}, {Block(i.Targets[0])}, {Block(i.Targets[1])}";
            default:
                return o.Length == 0 ? "ret" : $"ret {Name(o[0])}";
        }
    }

    private string Phi(IrPhi phi)
    {
        var text = new StringBuilder("phi ").Append(phi.Type.Name());
        for (int k = 0; k < phi.Operands.Length; k++)
        {
            text.Append(k > 0 ? ", [" : " [").Append(Block(phi.IncomingBlocks[k])).Append(": ").Append(Name(phi.Operands[k])).Append(']');
        }

        return text.ToString();
    }

    private string Arguments(IrValue[] operands)
    {
        var text = new StringBuilder();
        foreach (IrValue o in operands)
        {
            text.Append(text.Length > 0 ? ", " : string.Empty).Append(Name(o));
        }

        return text.ToString();
    }
}
