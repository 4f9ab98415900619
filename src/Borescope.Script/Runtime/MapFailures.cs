using System;
using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Script.Lowering;
using Borescope.Script.Output;

namespace Borescope.Script.Runtime;

/// <summary>Updates that maps refused because they were full, and deletions of what is not there, counted by the programs at each place of the script.</summary>
internal sealed class MapFailures
{
    private static readonly Dictionary<CountedFailure, (string Helper, Errno Error)> Kinds = new()
    {
        [CountedFailure.FullMap] = ("map_update_elem", Errno.E2BIG),
        [CountedFailure.MissingElement] = ("map_delete_elem", Errno.ENOENT),
    };

    private readonly CompiledScript _script;
    private readonly List<(int Cell, CellCount Counts)> _places = [];
    private readonly HashSet<int> _told = [];

    /// <summary>Finds the counters among the script's cells.</summary>
    public MapFailures(CompiledScript script)
    {
        _script = script;
        for (int i = 0; i < script.Cells.Count; i++)
        {
            if (script.Cells[i].Counts is { } counts && Kinds.ContainsKey(counts.Failure))
                _places.Add((i, counts));
        }
    }

    /// <summary>Tells of each place once, as soon as something failed there.</summary>
    public void Tell(Func<int, long> counter, IOutput output)
    {
        foreach ((int cell, CellCount counts) in _places)
        {
            if (counter(cell) == 0 || !_told.Add(cell))
                continue;
            (string helper, Errno error) = Kinds[counts.Failure];
            var action = new RuntimeErrorAction(RuntimeErrorKind.HelperError, helper) { Span = counts.Place, RecordSize = 0 };
            output.RuntimeError(action, -(long)error, new SourcePosition(_script.Text, counts.Place));
        }
    }

    /// <summary>Refused updates by map.</summary>
    public IReadOnlyList<RunCount> Refused(Func<int, long> counter)
    {
        var totals = new List<RunCount>();
        foreach ((int cell, CellCount counts) in _places)
        {
            long count = counter(cell);
            if (count == 0 || counts.Failure != CountedFailure.FullMap)
                continue;
            int known = totals.FindIndex(t => t.Name == counts.Map);
            if (known < 0)
                totals.Add(new RunCount(counts.Map, count));
            else
                totals[known] = new RunCount(counts.Map, totals[known].Count + count);
        }

        return totals;
    }
}
