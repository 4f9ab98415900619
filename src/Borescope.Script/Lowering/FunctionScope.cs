using System;
using System.Collections.Generic;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering;

/// <summary>The function that code is being added to: the program itself or the callback of a loop.</summary>
internal sealed class FunctionScope(IrFunction function, FunctionScope? outer)
{
    private readonly Dictionary<VariableSymbol, (IrValue Address, int Offset)> _variables = [];

    public IrFunction Function { get; } = function;

    public IrBuilder Builder { get; } = new(function);

    public FunctionScope? Outer { get; } = outer;

    /// <summary>The program's context; null inside callbacks.</summary>
    public IrValue? Context { get; set; }

    /// <summary>Innermost loop first.</summary>
    public Stack<LoopTarget> Loops { get; } = new();

    /// <summary>Ends the probe from within this function.</summary>
    public required Action EndProbe { get; init; }

    /// <summary>Ends a test from within this function, with what it returns: 0 when it passed.</summary>
    public required Action<IrValue> EndTest { get; init; }

    /// <summary>Leaves the function of the script that is being called; outside of one, the probe.</summary>
    public Action? Return { get; set; }

    /// <summary>Where a variable lives in this function; a new one gets its own stack slot.</summary>
    public (IrValue Address, int Offset) Place(VariableSymbol variable)
    {
        if (!_variables.TryGetValue(variable, out (IrValue Address, int Offset) place))
        {
            int size = Math.Max(1, variable.Type!.Size);
            int align = Math.Max(1, variable.Type.Alignment);
            _variables[variable] = place = (Builder.StackSlot(size, variable.Type.IsScalar ? align : 8, variable.Name), 0);
        }

        return place;
    }

    public void Bind(VariableSymbol variable, IrValue address, int offset) => _variables[variable] = (address, offset);
}

/// <summary>What <c>break</c> and <c>continue</c> do in a loop.</summary>
internal sealed record LoopTarget(Action Break, Action Continue);
