using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Kernel;
using Borescope.Script.Lowering;
using Borescope.Script.Output;
using Borescope.Script.Syntax;

namespace Borescope.Script.Runtime;

/// <summary>Updates that maps refused because they were full, and deletions of what is not there, counted by the programs at each place of the script.</summary>
internal sealed class MapFailures
{
    private static readonly (string Counter, string Helper, Errno Error)[] Kinds =
    [
        (CompiledScript.FullMap, "map_update_elem", Errno.E2BIG),
        (CompiledScript.MissingElement, "map_delete_elem", Errno.ENOENT),
    ];

    private readonly CompiledScript _script;
    private readonly List<(int Cell, string Map, Errno Error, RuntimeErrorAction Action)> _places = [];
    private readonly HashSet<int> _told = [];

    /// <summary>Finds the counters among the script's cells.</summary>
    public MapFailures(CompiledScript script)
    {
        _script = script;
        for (int i = 1; i < script.Cells.Count; i++)
        {
            string counts = script.Cells[i].Counts ?? "";
            foreach ((string counter, string helper, Errno error) in Kinds)
            {
                if (!counts.StartsWith(counter, StringComparison.Ordinal))
                    continue;
                string[] parts = counts[counter.Length..].Split('\n', ':');
                var span = new TextSpan(int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
                _places.Add((i, parts[0], error, new RuntimeErrorAction(RuntimeErrorKind.HelperError, helper) { Span = span, RecordSize = 0 }));
            }
        }
    }

    /// <summary>Tells of each place once, as soon as something failed there.</summary>
    public void Tell(Func<int, long> counter, IOutput output)
    {
        foreach ((int cell, _, Errno error, RuntimeErrorAction action) in _places)
        {
            if (counter(cell) > 0 && _told.Add(cell))
                output.RuntimeError(action, -(long)error, new SourcePosition(_script.Text, action.Span));
        }
    }

    /// <summary>Refused updates by map.</summary>
    public IReadOnlyList<RunCount> Refused(Func<int, long> counter)
    {
        var totals = new List<RunCount>();
        foreach ((int cell, string map, Errno error, _) in _places)
        {
            long count = counter(cell);
            if (count == 0 || error != Errno.E2BIG)
                continue;
            int known = totals.FindIndex(t => t.Name == map);
            if (known < 0)
                totals.Add(new RunCount(map, count));
            else
                totals[known] = new RunCount(map, totals[known].Count + count);
        }

        return totals;
    }
}
