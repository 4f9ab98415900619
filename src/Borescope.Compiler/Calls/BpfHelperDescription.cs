using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Calls;

/// <summary>One row of the helper table.</summary>
public sealed class BpfHelperDescription
{
    private readonly ulong _programTypes;

    internal BpfHelperDescription(
        BpfHelper id, string name, BpfResultKind result, int major, int minor, bool isGplOnly, bool isVariadic, ulong programTypes, BpfArgumentKind[] arguments)
    {
        Id = id;
        Name = name;
        Result = result;
        KernelMajor = major;
        KernelMinor = minor;
        IsGplOnly = isGplOnly;
        IsVariadic = isVariadic;
        _programTypes = programTypes;
        Arguments = arguments;
    }

    /// <summary>The helper.</summary>
    public BpfHelper Id { get; }

    /// <summary>C name, with <c>bpf_</c>.</summary>
    public string Name { get; }

    /// <summary>What it gives.</summary>
    public BpfResultKind Result { get; }

    /// <summary>Argument kinds in order; more of any kind may follow when <see cref="IsVariadic"/>.</summary>
    public IReadOnlyList<BpfArgumentKind> Arguments { get; }

    /// <summary>Whether it takes more arguments than listed (bpf_trace_printk).</summary>
    public bool IsVariadic { get; }

    /// <summary>Whether only programs under a GPL compatible licence may call it.</summary>
    public bool IsGplOnly { get; }

    /// <summary>First Linux version with it, major part.</summary>
    public int KernelMajor { get; }

    /// <summary>First Linux version with it, minor part.</summary>
    public int KernelMinor { get; }

    /// <summary>Width of the result in IR.</summary>
    public IrType ResultType => Result switch
    {
        BpfResultKind.Void => IrType.Void,
        BpfResultKind.Scalar => IrType.I64,
        _ => IrType.Pointer,
    };

    /// <summary>Whether programs of this type may call it; an unspecified type may call everything.</summary>
    public bool MayBeCalledFrom(BpfProgramType type) => type == BpfProgramType.Unspecified || ((_programTypes >> (int)type) & 1) != 0;

    /// <summary>Program types that may call it, in the order of their numbers.</summary>
    public IReadOnlyList<BpfProgramType> ProgramTypes()
    {
        var types = new List<BpfProgramType>();
        for (int i = 1; i < 64; i++)
        {
            if (((_programTypes >> i) & 1) != 0)
            {
                types.Add((BpfProgramType)i);
            }
        }

        return types;
    }
}
