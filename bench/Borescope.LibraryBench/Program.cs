using System;
using System.Collections.Generic;
using Borescope.Bench.Library;

// Prints one figure per line: its name and its numbers. bench/library runs it and puts the figures of other tools beside them.
var measurements = new Dictionary<string, Action<string[]>>(StringComparer.Ordinal)
{
    ["load"] = LoadMeasurement.Run,
    ["index"] = IndexMeasurement.Run,
    ["ring"] = RingMeasurement.Run,
    ["multi"] = MultiMeasurement.Run,
};
if (args.Length == 0 || !measurements.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine("usage: Borescope.LibraryBench load OBJECT [only] | index | ring OBJECT | multi [FUNCTIONS]");
    return 2;
}

run(args[1..]);
return 0;
