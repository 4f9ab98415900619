using System;

using Borescope.Compiler.Calls;
using Borescope.Compiler.Instructions;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Tests.Execution;

/// <summary>Runs one module both ways and compares result, map contents and what helpers were given.</summary>
internal sealed class RandomPrograms
{
    private readonly Memory _memory = new();
    private readonly ulong _context;
    private readonly ulong _map;
    private readonly ulong _scratch;
    private ulong _trace;
    private int _calls;
    private ulong _updates;

    public RandomPrograms(int seed)
    {
        _context = _memory.Allocate(64);
        new Random(seed).NextBytes(_memory.At(_context, 64));
        _map = _memory.Allocate(64);
        new Random(seed + 1).NextBytes(_memory.At(_map, 64));
        _scratch = _memory.Allocate(4096);
    }

    public int Slots { get; private set; }

    public string Evaluate(IrModule module)
    {
        var evaluator = new IrEvaluator(_memory, Helper, (_, offset) => _map + (ulong)offset);
        return Outcome(evaluator.Run(module.Functions[^1], [_context]), module.Functions[^1].ReturnType);
    }

    public string Execute(CompiledModule module)
    {
        CompiledProgram program = module.Programs[0];
        Slots = program.Instructions.Length;
        var interpreter = new BpfInterpreter(_memory, Helper, (i, at) => Symbol(program, i, at));
        return Outcome(interpreter.Run(program.Instructions, 0, [_context]), IrType.I64);
    }

    private string Outcome(ulong result, IrType type) =>
        $"{(type.Bits() == 32 ? (uint)result : result):x} calls {_calls} {_trace:x} map {Convert.ToHexString(_memory.At(_map, 64))}";

    private ulong Symbol(CompiledProgram program, BpfInstruction i, int at)
    {
        foreach (BpfRelocation r in program.Relocations)
        {
            if (r.InstructionIndex == at)
            {
                return r.Symbol == CompiledModule.ScratchMapName ? 0x5c : _map + (ulong)r.Addend;
            }
        }

        throw new InvalidOperationException($"no relocation for slot {at} ({i})");
    }

    private ulong Helper(int id, ulong[] a)
    {
        if (id == 1 && a[0] == 0x5c)
        {
            return _scratch;
        }

        if (id == (int)BpfHelper.GetCurrentPidTgid)
        {
            return 0x1234_5678_0000_abcd;
        }

        if (id == (int)BpfHelper.MapLookupElem)
        {
            // Asking twice makes no difference as long as nothing was updated, and code may leave the second time out.
            return (((_memory.Read(a[1], 8) ^ _updates) * 0x9e3779b97f4a7c15) >> 62) == 0 ? 0 : _map;
        }

        _calls++;
        Note((ulong)id);
        switch (id)
        {
            case (int)BpfHelper.MapUpdateElem:
                _updates++;
                Note(_memory.Read(a[1], 8));
                Note(_memory.Read(a[1] + 8, 8));
                Note(_memory.Read(a[2], 8));
                Note(_memory.Read(a[2] + 8, 8));
                Note(a[3]);
                return _trace * 0x9e3779b97f4a7c15;
            default:
                return _trace;
        }
    }

    private void Note(ulong v) => _trace = ((_trace ^ v) * 0x100000001b3) ^ (_trace >> 29);
}
