using System;
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
    private readonly Dictionary<StackShape, IrMap> _stackMaps = [];
    private readonly List<EventAction> _actions = [];
    private readonly List<string> _attachPointNames = [];
    private readonly Dictionary<string, int> _attachPoints = new(StringComparer.Ordinal);
    private readonly List<CounterCell> _cells = [new(CellCount.LostEvents, 0)];
    private readonly Dictionary<int, SourceLocation> _locations = [];
    private readonly Dictionary<string, IrFunction> _imported = new(StringComparer.Ordinal);

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

    /// <summary>The perf buffers of packets.</summary>
    public IrMap Packets { get; } = new(CompiledScript.PacketsMapName);

    /// <summary>Whether any program sends packets.</summary>
    public bool UsesPackets { get; private set; }

    /// <summary>Whether addresses of processes are shown as functions.</summary>
    public bool UsesUserAddresses { get; set; }

    /// <summary>Array of u64 cells: counters of what went wrong, and constants that helpers read by address.</summary>
    public IrMap Counters { get; } = new(CompiledScript.CountersMapName);

    /// <summary>Whether any program sends events.</summary>
    public bool UsesEvents { get; set; }

    public IReadOnlyList<EventAction> Actions => _actions;

    public IReadOnlyList<string> AttachPointNames => _attachPointNames;

    public IReadOnlyList<CounterCell> Cells => _cells;

    public IEnumerable<MapStorage> Storages => _storages.Values;

    /// <summary>Stack-trace maps by what they hold.</summary>
    public IReadOnlyDictionary<StackShape, IrMap> StackMaps => _stackMaps;

    public MapStorage Storage(MapSymbol map) => _storages[map];

    public int AddAction(EventAction action)
    {
        UsesEvents = true;
        _actions.Add(action);
        return _actions.Count - 1;
    }

    /// <summary>A packet: it goes through buffers of its own.</summary>
    public int AddPacketAction(PacketAction action)
    {
        UsesPackets = true;
        _actions.Add(action);
        return _actions.Count - 1;
    }

    /// <summary>An event that an iterator writes into the file that reads it: no ring buffer is needed.</summary>
    public int AddIteratorAction(EventAction action)
    {
        _actions.Add(action);
        return _actions.Count - 1;
    }

    /// <summary>Index of the cell that counts something.</summary>
    public int Counter(CellCount counts)
    {
        int index = _cells.FindIndex(c => c.Counts == counts);
        if (index >= 0)
            return index;
        _cells.Add(new CounterCell(counts, 0));
        return _cells.Count - 1;
    }

    /// <summary>Index of the first of consecutive cells that hold these values and are never written by programs.</summary>
    public int Constants(params ReadOnlySpan<long> values)
    {
        for (int start = 0; start + values.Length <= _cells.Count; start++)
        {
            int same = 0;
            while (same < values.Length && _cells[start + same] is { Counts: null } cell && cell.Initial == values[same])
                same++;
            if (same == values.Length)
                return start;
        }

        foreach (long value in values)
            _cells.Add(new CounterCell(null, value));
        return _cells.Count - values.Length;
    }

    /// <summary>Registers the attach points of a probe; returns the index of each. Points of one text are one: a marker has many sites.</summary>
    public int[] AddAttachPoints(IReadOnlyList<AttachPoint> points)
    {
        var indices = new int[points.Count];
        for (int i = 0; i < indices.Length; i++)
        {
            if (!_attachPoints.TryGetValue(points[i].Text, out indices[i]))
            {
                _attachPoints.Add(points[i].Text, indices[i] = _attachPointNames.Count);
                _attachPointNames.Add(points[i].Text);
            }
        }

        return indices;
    }

    /// <summary>A function of imported code.</summary>
    public IrFunction Imported(string name, int parameters)
    {
        if (!_imported.TryGetValue(name, out IrFunction? function))
        {
            _imported.Add(name, function = IrFunction.External(name, parameters));
            Module.Functions.Add(function);
        }

        return function;
    }

    public IrMap StackMap(StackShape shape)
    {
        if (!_stackMaps.TryGetValue(shape, out IrMap? map))
        {
            _stackMaps[shape] = map = new IrMap(shape.MapName);
            Module.Maps.Add(map);
        }

        return map;
    }

    public SourceLocation Location(TextSpan span)
    {
        if (!_locations.TryGetValue(span.Start, out SourceLocation location))
        {
            (ScriptSource source, int start) = _source.PartAt(span.Start);
            (int line, int column) = source.Locate(span.Start - start);
            _locations[span.Start] = location = new SourceLocation(source.Name, line, column, source.Line(line));
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
