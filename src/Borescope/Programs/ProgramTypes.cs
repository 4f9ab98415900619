using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Borescope.Btf;
using Borescope.Kernel;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Programs;

/// <summary>The types that a program was loaded with, and which functions of them are its own: objects share their types among all their programs.</summary>
/// <remarks>Source: func_info of <c>struct bpf_prog_info</c> (5.0).</remarks>
public sealed unsafe class ProgramTypes : IDisposable
{
    // More instructions than the verifier takes cannot start a function each.
    private const int MaxFunctions = 1 << 20;

    private ProgramTypes(BtfSpec types, IReadOnlyList<ProgramFunction> functions)
    {
        Types = types;
        Functions = functions;
    }

    /// <summary>The types.</summary>
    public BtfSpec Types { get; }

    /// <summary>The program's functions, its main function first.</summary>
    public IReadOnlyList<ProgramFunction> Functions { get; }

    /// <summary>Releases the types.</summary>
    public void Dispose() => Types.Dispose();

    internal static ProgramTypes? Read(ISystemCalls calls, int descriptor, string name)
    {
        var info = default(ProgramInfoRecord);
        KernelObject.Read(calls, descriptor, ref info, name);
        if (!LoadedBtf.TryRead(calls, info.BtfId, name, out var types))
            return null;
        var records = new FunctionRecord[Math.Min(info.FunctionCount, MaxFunctions)];
        fixed (FunctionRecord* pointer = records)
        {
            info = new ProgramInfoRecord { Functions = (ulong)pointer, FunctionCount = (uint)records.Length, FunctionRecordBytes = (uint)sizeof(FunctionRecord) };
            if (records.Length > 0)
                KernelObject.Read(calls, descriptor, ref info, name);
        }

        var functions = new List<ProgramFunction>(records.Length);
        foreach (var record in records)
        {
            if (types![record.TypeId] is { Kind: BtfKind.Function } function)
                functions.Add(new ProgramFunction(function.Name, record.TypeId, (int)record.Instruction));
        }

        return new ProgramTypes(types!, functions);
    }

    /// <summary>The kernel's <c>struct bpf_func_info</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FunctionRecord
    {
        internal uint Instruction;
        internal uint TypeId;
    }
}
