using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Kernel;
using Borescope.Script.Lowering;
using Borescope.Script.Output;
using Borescope.Script.Syntax;

namespace Borescope.Script.Runtime;

/// <summary>Updates that maps refused because they were full, counted by the programs at each place of the script.</summary>
internal sealed class FullMaps
{
    private readonly CompiledScript _script;
    private readonly List<(int Cell, string Map, RuntimeErrorAction Action)> _places = [];
    private readonly HashSet<int> _told = [];

    /// <summary>Finds the counters among the script's cells.</summary>
    public FullMaps(CompiledScript script)
    {
        _script = script;
        for (int i = 1; i < script.Cells.Count; i++)
        {
            if (script.Cells[i].Counts is not { } counts || !counts.StartsWith(CompiledScript.FullMap, StringComparison.Ordinal))
                continue;
            string[] parts = counts[CompiledScript.FullMap.Length..].Split('\n', ':');
            var span = new TextSpan(int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
            _places.Add((i, parts[0], new RuntimeErrorAction(RuntimeErrorKind.HelperError, "map_update_elem") { Span = span, RecordSize = 0 }));
        }
    }

    /// <summary>Tells of each place once, as soon as an update failed there.</summary>
    public void Tell(Func<int, long> counter, IOutput output)
    {
        foreach ((int cell, _, RuntimeErrorAction action) in _places)
        {
            if (counter(cell) > 0 && _told.Add(cell))
                output.RuntimeError(action, -(long)Errno.E2BIG, new SourcePosition(_script.Text, action.Span));
        }
    }

    /// <summary>Refused updates by map.</summary>
    public IReadOnlyList<RunCount> Totals(Func<int, long> counter)
    {
        var totals = new List<RunCount>();
        foreach ((int cell, string map, _) in _places)
        {
            long count = counter(cell);
            if (count == 0)
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
