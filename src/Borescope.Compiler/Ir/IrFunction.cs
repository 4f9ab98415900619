using System.Collections.Generic;

namespace Borescope.Compiler.Ir;

/// <summary>A program (one parameter, the context) or a sub-program (up to five parameters).</summary>
public sealed class IrFunction
{
    private readonly List<IrParameter> _parameters = [];

    /// <summary>Creates a function without blocks.</summary>
    public IrFunction(string name, BpfProgramType programType = BpfProgramType.Unspecified, bool isSubprogram = false, IrType returnType = IrType.I64)
    {
        Name = name;
        ProgramType = programType;
        IsSubprogram = isSubprogram;
        ReturnType = returnType;
    }

    /// <summary>Name, also in BTF: letters, digits, underscore.</summary>
    public string Name { get; }

    /// <summary>Program type; sub-programs take that of the program that calls them.</summary>
    public BpfProgramType ProgramType { get; }

    /// <summary>Whether this is called by programs, not by the kernel's attach point.</summary>
    public bool IsSubprogram { get; }

    /// <summary>Whether its code stands in another object: calls of it are left to whoever links the two.</summary>
    public bool IsExternal { get; private init; }

    /// <summary>What it returns: I32 or I64 (programs and callbacks), any scalar or Void (sub-programs).</summary>
    public IrType ReturnType { get; }

    /// <summary>Parameters in order.</summary>
    public IReadOnlyList<IrParameter> Parameters => _parameters;

    /// <summary>Blocks; the first is the entry.</summary>
    public IList<IrBlock> Blocks => BlockList;

    internal List<IrBlock> BlockList { get; set; } = [];

    /// <summary>Upper bound of all value ids.</summary>
    internal int ValueCount { get; private set; }

    /// <summary>Upper bound of all block ids.</summary>
    internal int BlockCount { get; private set; }

    /// <summary>A new program with its context parameter.</summary>
    public static IrFunction Program(string name, BpfProgramType type, IrType returnType = IrType.I64)
    {
        var f = new IrFunction(name, type, false, returnType);
        f.AddParameter(IrType.Pointer, "ctx");
        return f;
    }

    /// <summary>A sub-program of another object.</summary>
    /// <param name="name">Name of the symbol.</param>
    /// <param name="parameters">How many arguments it takes, each an I64.</param>
    public static IrFunction External(string name, int parameters)
    {
        IrFunction f = External(name, IrType.I64);
        for (int i = 0; i < parameters; i++)
        {
            f.AddParameter(IrType.I64, "p" + i);
        }

        return f;
    }

    internal static IrFunction External(string name, IrType returnType) => new(name, isSubprogram: true, returnType: returnType) { IsExternal = true };

    /// <summary>Adds a parameter; the first five arrive in r1 to r5, more are not possible.</summary>
    public IrParameter AddParameter(IrType type, string name)
    {
        if (_parameters.Count == 5)
        {
            throw new IrException($"function '{Name}' has more than five parameters, BPF passes at most five in registers");
        }

        var p = new IrParameter(type, _parameters.Count, name) { Id = NewId() };
        _parameters.Add(p);
        return p;
    }

    internal int NewId() => ValueCount++;

    internal IrBlock NewBlock(string name)
    {
        var b = new IrBlock(name, BlockCount++);
        BlockList.Add(b);
        return b;
    }
}
