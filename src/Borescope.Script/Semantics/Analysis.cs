using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>What all probes of a script share, and what is carried from one pass to the next.</summary>
internal sealed class Analysis
{
    private readonly Dictionary<string, MapState> _maps = [];
    private readonly List<MapState> _mapOrder = [];
    private readonly Dictionary<(int Probe, int Frame, int Position), VariableState> _variables = [];
    private readonly Dictionary<(int Probe, int Frame, int Call), int> _frames = [];
    private bool _hasAddresses;
    private bool _hasWaitingAddress;

    /// <summary>Sets up the analysis of a script.</summary>
    public Analysis(SyntaxTree tree, BinderOptions options, ScriptConfiguration configuration, IKernelModel model, DiagnosticBag diagnostics)
    {
        Tree = tree;
        Options = options;
        Configuration = configuration;
        Model = model;
        Diagnostics = diagnostics;
        Types = new ScriptTypes(this);
        Macros = new MacroTable(tree);
    }

    /// <summary>The script.</summary>
    public SyntaxTree Tree { get; }

    /// <summary>Its text.</summary>
    public ScriptSource Source => Tree.Source;

    /// <summary>The command line.</summary>
    public BinderOptions Options { get; }

    /// <summary>The settings.</summary>
    public ScriptConfiguration Configuration { get; }

    /// <summary>The machine.</summary>
    public IKernelModel Model { get; }

    /// <summary>Types by name.</summary>
    public ScriptTypes Types { get; }

    /// <summary>The macros.</summary>
    public MacroTable Macros { get; }

    /// <summary>Functions of the script by name.</summary>
    public Dictionary<string, SubprogramSyntax> Functions { get; } = [];

    /// <summary>Messages of the current pass.</summary>
    public DiagnosticBag Diagnostics { get; set; }

    /// <summary>Whether a probe was found nowhere and stays unread: what it would have assigned is no news.</summary>
    public bool LacksProbes { get; set; }

    /// <summary>Set when a type has grown: another pass is needed.</summary>
    public bool Changed { get; set; }

    /// <summary>Whether names of probes are text in programs, too, not only when they are printed.</summary>
    public bool ProbeIsText { get; init; }

    /// <summary>Whether the script asks for the name of its probe.</summary>
    public bool NamesProbe { get; set; }

    /// <summary>Whether the script asks for addresses of kernel data: then a number that becomes a pointer may be one, in probes of user space too.</summary>
    public bool TakesKernelAddresses { get; private set; }

    /// <summary>Declared named parameters with their help, for <c>--help</c>.</summary>
    public SortedDictionary<string, NamedParameter> NamedParameters { get; } = [];

    /// <summary>All maps in order of appearance.</summary>
    public IReadOnlyList<MapState> Maps => _mapOrder;

    /// <summary>The state of a map, created at its first use.</summary>
    public MapState Map(string name, TextSpan span)
    {
        if (!_maps.TryGetValue(name, out MapState? state))
        {
            state = new MapState(name, span);
            state.Symbol.MaxEntries = Configuration.MaxMapKeys;
            _maps.Add(name, state);
            _mapOrder.Add(state);
        }

        return state;
    }

    /// <summary>The state of the variable declared at a place of the source, in an expansion of a probe and of a macro.</summary>
    public VariableState Variable(string name, int probe, int frame, int position)
    {
        if (!_variables.TryGetValue((probe, frame, position), out VariableState? state))
        {
            state = new VariableState(name);
            _variables.Add((probe, frame, position), state);
        }

        return state;
    }

    /// <summary>
    /// Whether the address of a variable or map has to wait: what it points to may still grow, and a pointer does not grow with it. The types of
    /// everything else settle first.
    /// </summary>
    public bool MustAddressWait()
    {
        _hasWaitingAddress |= !_hasAddresses;
        return !_hasAddresses;
    }

    /// <summary>Remembers that the script asks for an address of kernel data.</summary>
    public void TakeKernelAddress()
    {
        Changed |= !TakesKernelAddresses;
        TakesKernelAddresses = true;
    }

    /// <summary>Lets addresses have their types from now on. True when some have waited for that.</summary>
    public bool SettleAddresses()
    {
        bool waited = _hasWaitingAddress && !_hasAddresses;
        _hasAddresses = true;
        return waited;
    }

    /// <summary>Gives variables that are declared but never assigned the type of their zero. True when there are some.</summary>
    public bool SettleUnassigned()
    {
        bool any = false;
        foreach (VariableState state in _variables.Values)
        {
            if (state.IsAssigned || state.Declared is not null)
                continue;
            state.Join(IntegerType.Int64, this);
            any = true;
        }

        return any;
    }

    /// <summary>Maps whose values depend only on themselves (<c>@n = @n + 1</c>) hold integers. Whether there were such maps.</summary>
    public bool SettleMaps()
    {
        bool any = false;
        foreach (MapState map in _mapOrder)
        {
            if (!map.IsAwaited || map.Value is not null)
                continue;
            map.JoinValue(IntegerType.Int64, this);
            any = true;
        }

        return any;
    }

    /// <summary>A number for the expansion of a macro, the same in every pass.</summary>
    public int Frame(int probe, int caller, int position)
    {
        if (!_frames.TryGetValue((probe, caller, position), out int id))
        {
            id = _frames.Count + 1;
            _frames.Add((probe, caller, position), id);
        }

        return id;
    }

    /// <summary>Names of all maps, for near matches.</summary>
    public IEnumerable<string> MapNames()
    {
        foreach (MapState state in _mapOrder)
        {
            if (state.Value is not null and not PendingType)
                yield return state.Symbol.Name;
        }
    }
}
