using System.Collections.Generic;
using Borescope.Compiler;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

/// <summary>State shared by all programs of a script while they are lowered: maps, events, counters, source positions.</summary>
internal sealed class ModuleLowering
{
    private readonly ScriptSource _source;
    private readonly Dictionary<MapSymbol, MapStorage> _storages = [];
    private readonly SortedDictionary<int, IrMap> _stackMaps = [];
    private readonly List<EventAction> _actions = [];
    private readonly List<string> _attachPointNames = [];
    private readonly List<string> _counters = ["lost events"];
    private readonly Dictionary<int, SourceLocation> _locations = [];

    public ModuleLowering(BoundProgram program, ScriptSource source, LoweringOptions options)
    {
        Program = program;
        _source = source;
        Options = options;
        Module = new IrModule { License = program.Configuration.License };
        foreach (MapSymbol map in program.Maps)
        {
            if (map.ValueType is null)
                continue; // Only mentioned, never assigned: the binder has reported what matters.
            var storage = new MapStorage(map);
            _storages[map] = storage;
            Module.Maps.Add(storage.Reference);
        }
    }

    public BoundProgram Program { get; }

    public LoweringOptions Options { get; }

    public IrModule Module { get; }

    /// <summary>The ring buffer of events.</summary>
    public IrMap Events { get; } = new(CompiledScript.EventsMapName);

    /// <summary>Array of u64 counters of what went wrong.</summary>
    public IrMap Counters { get; } = new(CompiledScript.CountersMapName);

    /// <summary>Whether any program sends events.</summary>
    public bool UsesEvents { get; set; }

    public IReadOnlyList<EventAction> Actions => _actions;

    public IReadOnlyList<string> AttachPointNames => _attachPointNames;

    public IReadOnlyList<string> CounterNames => _counters;

    public IEnumerable<MapStorage> Storages => _storages.Values;

    /// <summary>Stack-trace maps by frame limit.</summary>
    public IReadOnlyDictionary<int, IrMap> StackMaps => _stackMaps;

    public MapStorage Storage(MapSymbol map) => _storages[map];

    public int AddAction(EventAction action)
    {
        UsesEvents = true;
        _actions.Add(action);
        return _actions.Count - 1;
    }

    /// <summary>Index of a counter; counters of the same name are one.</summary>
    public int Counter(string name)
    {
        int index = _counters.IndexOf(name);
        if (index >= 0)
            return index;
        _counters.Add(name);
        return _counters.Count - 1;
    }

    /// <summary>Registers the attach points of a probe; returns the index of the first, the others follow.</summary>
    public int AddAttachPoints(IReadOnlyList<AttachPoint> points)
    {
        int first = _attachPointNames.Count;
        foreach (AttachPoint point in points)
            _attachPointNames.Add(point.Text);
        return first;
    }

    public IrMap StackMap(int limit)
    {
        if (!_stackMaps.TryGetValue(limit, out IrMap? map))
        {
            _stackMaps[limit] = map = new IrMap(CompiledScript.StackMapName(limit));
            Module.Maps.Add(map);
        }

        return map;
    }

    public SourceLocation Location(TextSpan span)
    {
        if (!_locations.TryGetValue(span.Start, out SourceLocation location))
        {
            (int line, int column) = _source.Locate(span.Start);
            _locations[span.Start] = location = new SourceLocation(_source.Name, line, column, _source.Line(line));
        }

        return location;
    }

    public static bool IsSigned(ScriptType type) => type switch
    {
        IntegerType i => i.Signed,
        EnumType e => e.Underlying.Signed,
        _ => false,
    };
}
