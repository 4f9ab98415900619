using System;
using System.Collections.Generic;

namespace Borescope.Compiler.Ir.Text;

/// <summary>Reads the text that <see cref="IrPrinter"/> writes. A <c>#</c> starts a comment. Meant for tests and debugging.</summary>
public sealed partial class IrParser
{
    private readonly IrModule _module = new();
    private readonly Dictionary<string, IrFunction> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IrMap> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IrValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IrBlock> _blocks = new(StringComparer.Ordinal);
    private readonly List<(IrPhi Phi, string Block, string Value, IrLine Line)> _incoming = [];
    private IrFunction? _function;
    private IrBlock? _block;

    private IrParser()
    {
    }

    /// <summary>Parses a module.</summary>
    /// <exception cref="IrException">The text is malformed; the message names the line.</exception>
    public static IrModule Parse(string text)
    {
        var parser = new IrParser();
        string[] lines = text.Split('\n');
        for (int pass = 0; pass < 2; pass++)
        {
            for (int n = 0; n < lines.Length; n++)
            {
                string line = lines[n];
                int comment = line.IndexOf('#');
                line = comment >= 0 ? line.Substring(0, comment) : line;
                if (line.Trim().Length > 0)
                {
                    parser.Line(line, new IrLine(line, n + 1), pass);
                }
            }

            parser.FinishFunction();
        }

        return parser._module;
    }

    private void Line(string text, IrLine line, int pass)
    {
        bool header = text.StartsWith("program ", StringComparison.Ordinal) || text.StartsWith("sub ", StringComparison.Ordinal) || text.StartsWith("extern ", StringComparison.Ordinal);
        if (header)
        {
            FinishFunction();
        }

        // The first pass makes functions and blocks, so that code can name those that follow.
        if (pass == 0)
        {
            if (header)
            {
                Declare(line);
            }
            else if (text[0] is not (' ' or '\t'))
            {
                _ = (_function ?? throw line.Error("a block needs a function")).NewBlock(line.Word());
            }
        }
        else if (header)
        {
            Enter(line);
        }
        else if (text[0] is not (' ' or '\t'))
        {
            _block = BlockNamed(line, line.Word());
        }
        else
        {
            Instruction(line);
        }
    }

    private void Declare(IrLine line)
    {
        string kind = line.Word();
        bool sub = kind != "program";
        string name = line.Word().TrimStart('@');
        line.Expect('(');
        var parameters = new List<(IrType, string)>();
        while (!line.Take(')'))
        {
            IrType type = Type(line);
            parameters.Add((type, line.Word().TrimStart('%')));
            line.Take(',');
        }

        IrType result = Type(line);
        BpfProgramType program = BpfProgramType.Unspecified;
        if (!sub && !line.AtEnd)
        {
            string w = line.Word();
            if (!Enum.TryParse(w, out program))
            {
                throw line.Error($"'{w}' is not a program type");
            }
        }

        _function = kind == "extern" ? IrFunction.External(name, result) : new IrFunction(name, program, sub, result);
        foreach ((IrType type, string parameter) in parameters)
        {
            _function.AddParameter(type, parameter);
        }

        _functions.Add(name, _function);
        _module.Functions.Add(_function);
    }

    private void Enter(IrLine line)
    {
        line.Word();
        _function = _functions[line.Word().TrimStart('@')];
        foreach (IrParameter p in _function.Parameters)
        {
            _values["%" + p.Name] = p;
        }

        foreach (IrBlock b in _function.Blocks)
        {
            _blocks[b.Name] = b;
        }
    }

    private void FinishFunction()
    {
        foreach ((IrPhi phi, string block, string value, IrLine line) in _incoming)
        {
            phi.AddIncoming(BlockNamed(line, block), Value(new IrLine(value, line.Number)));
        }

        _incoming.Clear();
        _values.Clear();
        _blocks.Clear();
        _block = null;
    }

    private void Instruction(IrLine line)
    {
        string? result = null;
        if (line.PeekWord()[0] == '%')
        {
            result = line.Word();
            line.Expect('=');
        }

        IrInstruction i = Body(line);
        if (!line.AtEnd)
        {
            throw line.Error("something follows the instruction");
        }

        if ((result is not null) != (i.Type != IrType.Void) && i.Op is not (IrOp.CallHelper or IrOp.Call or IrOp.CallKfunc))
        {
            throw line.Error(result is null ? "the result needs a name" : "there is no result");
        }

        if (i.Type != IrType.Void)
        {
            i.Id = _function!.NewId();
            if (result is not null)
            {
                _values[result] = i;
            }
        }

        (_block ?? throw line.Error("an instruction needs a block")).Add(i);
    }

    private IrInstruction Body(IrLine line)
    {
        string op = line.Word();
        int binary = Array.IndexOf(IrNames.Binary, op);
        if (binary >= 0)
        {
            IrValue a = Value(line);
            line.Expect(',');
            IrValue b = Value(line);
            IrType type = a.Type == IrType.Pointer && b.Type == IrType.Pointer ? IrType.I64 : a.Type;
            return new IrInstruction(IrOp.Binary, type, [a, b]) { BinaryOp = (IrBinaryOp)binary };
        }

        if (IrNames.Conversions.TryGetValue(op, out IrOp conversion))
        {
            IrType type = Type(line);
            return new IrInstruction(conversion, type, [Value(line)]);
        }

        switch (op)
        {
            case "phi":
                return Phi(line);
            case "cmp":
                var condition = (IrCondition)line.OneOf(IrNames.Conditions);
                IrValue left = Value(line);
                line.Expect(',');
                return new IrInstruction(IrOp.Compare, IrType.I1, [left, Value(line)]) { Condition = condition };
            case "not":
                return new IrInstruction(IrOp.Not, IrType.I1, [Value(line)]);
            case "const":
                IrValue constant = Value(line);
                return new IrInstruction(IrOp.Materialize, constant.Type, [constant]);
            case "br":
                return Branch(line);
            case "ret":
                return new IrInstruction(IrOp.Return, IrType.Void, line.AtEnd ? IrInstruction.NoOperands : [Value(line)]);
            default:
                return Memory(line, op) ?? Call(line, op) ?? Swap(line, op) ?? throw line.Error($"'{op}' is no operation");
        }
    }

    private IrValue[] Arguments(IrLine line)
    {
        var values = new List<IrValue>();
        line.Expect('(');
        while (!line.Take(')'))
        {
            values.Add(Value(line));
            line.Take(',');
        }

        return values.ToArray();
    }

    private IrValue Address(IrLine line, out int offset)
    {
        IrValue v = Value(line);
        offset = line.Take('+') ? (int)line.Integer() : line.Take('-') ? -(int)line.Integer() : 0;
        return v;
    }

    private IrValue Value(IrLine line)
    {
        string w = line.Word();
        int type = Array.IndexOf(IrNames.Types, w);
        if (type > 0)
        {
            return new IrConstant((IrType)type, line.Integer());
        }

        return _values.TryGetValue(w, out IrValue? v) ? v : throw line.Error($"'{w}' is not defined");
    }

    private static IrType Type(IrLine line) => (IrType)line.OneOf(IrNames.Types);

    private IrBlock BlockNamed(IrLine line, string name) => _blocks.TryGetValue(name, out IrBlock? b) ? b : throw line.Error($"there is no block '{name}'");

    private IrFunction Function(IrLine line)
    {
        string name = line.Word().TrimStart('@');
        return _functions.TryGetValue(name, out IrFunction? f) ? f : throw line.Error($"there is no function '{name}'");
    }

    private IrMap Map(IrLine line)
    {
        string name = line.Word().TrimStart('@');
        if (!_maps.TryGetValue(name, out IrMap? map))
        {
            map = new IrMap(name);
            _maps.Add(name, map);
            _module.Maps.Add(map);
        }

        return map;
    }
}
