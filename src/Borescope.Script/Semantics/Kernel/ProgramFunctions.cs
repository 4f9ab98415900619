using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler;
using Borescope.Inventory;
using Borescope.Kernel;
using Borescope.Programs;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Semantics.Model;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Script.Semantics.Kernel;

/// <summary>Functions of the BPF programs that were loaded when they were first asked for.</summary>
/// <param name="kernel">The kernel.</param>
internal sealed class ProgramFunctions(RunningKernel kernel)
{
    private readonly List<(LoadedProgram Program, ProgramTypes Types)> _programs = [];
    private BtfPrototypes? _prototypes;
    private bool _isRead;
    private string? _problem;

    /// <summary>Functions with <c>*</c> in their names.</summary>
    /// <param name="programId">Number of the program; 0: any.</param>
    /// <param name="pattern">Name.</param>
    /// <param name="problem">Why the kernel does not tell.</param>
    public List<ProgramTarget> Match(uint programId, string pattern, out string? problem)
    {
        Read();
        problem = _problem;
        var found = new List<ProgramTarget>();
        foreach ((LoadedProgram program, ProgramTypes types) in _programs)
        {
            if (programId != 0 && program.Id != programId)
                continue;
            bool isTracing = program.Type is BpfProgramType.Tracing or BpfProgramType.Ext;
            foreach (ProgramFunction function in types.Functions)
            {
                if (Wildcard.Matches(pattern, function.Name))
                    found.Add(new ProgramTarget(program.Id, function.Name, function.TypeId, isTracing));
            }
        }

        return found;
    }

    /// <summary>The FUNC of a function; false when its program is gone.</summary>
    public bool TryFind(uint programId, uint btfId, out BtfType function)
    {
        Read();
        foreach ((LoadedProgram program, ProgramTypes types) in _programs)
        {
            if (program.Id == programId)
            {
                function = types.Types[btfId];
                return function.Kind == BtfKind.Function;
            }
        }

        function = default;
        return false;
    }

    /// <summary>The prototype of a function.</summary>
    public FunctionPrototype? Prototype(uint programId, uint btfId)
    {
        if (kernel.Btf is not { } btf || !TryFind(programId, btfId, out BtfType function))
            return null;
        _prototypes ??= new BtfPrototypes(btf, new BtfTypes(btf, ofPrograms: true));
        return _prototypes.Of(function, ProgramResolution.Keyword);
    }

    private void Read()
    {
        if (_isRead)
            return;
        _isRead = true;
        try
        {
            foreach (LoadedProgram loaded in new KernelInventory(kernel.Calls).Programs())
            {
                if (loaded.TypesId != 0 && TypesOf(loaded.Id) is { Functions.Count: > 0 } types)
                    _programs.Add((loaded, types));
            }
        }
        catch (BpfException refusal)
        {
            _problem = $"the kernel does not show which BPF programs are loaded: {refusal.Message}";
        }
    }

    private ProgramTypes? TypesOf(uint id)
    {
        try
        {
            using var program = BpfProgram.OpenById(id, kernel.Calls);
            return program.ReadTypes();
        }
        catch (BpfException gone) when (gone.Errno == Errno.ENOENT)
        {
            return null;
        }
    }
}
