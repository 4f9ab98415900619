using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using Borescope.Bench.Output;
using Borescope.Script.Binding;
using Borescope.Script.Lowering;
using Borescope.Script.Output;
using Borescope.Script.Types;

// Prints how long the output room takes for its two hot jobs: printf events and maps of 100,000 keys. Best of seven, one thread, target /dev/null.
const int Keys = 100_000;
const int Events = 1_000_000;
using var target = new FileStream("/dev/null", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
using var sink = new ByteSink(target);
using var notes = new ByteSink();
using var text = new TextOutput(sink, notes, new NoNames(), new OutputOptions());
using var json = new JsonOutput(sink, new NoNames(), new OutputOptions());

var random = new Random(1);
var intKeys = new byte[Keys * 8];
random.NextBytes(intKeys);
var stringKeys = new byte[Keys * 16];
for (int i = 0; i < Keys; i++)
    Encoding.ASCII.GetBytes($"task-{random.Next(1_000_000)}").CopyTo(stringKeys, i * 16);
var values = new byte[Keys * 8];
for (int i = 0; i < Keys; i++)
    BitConverter.TryWriteBytes(values.AsSpan(i * 8), (long)random.Next(1_000_000));
var perCpu = new byte[Keys * 8 * 8];
for (int i = 0; i < Keys * 8; i++)
    BitConverter.TryWriteBytes(perCpu.AsSpan(i * 8), (long)random.Next(1000));

var integers = new MapSnapshot(new MapSymbol("@a") { KeyType = IntegerType.Int64, ValueType = IntegerType.Int64 }, Keys, intKeys, 8, values, 8, 1);
var counts = new MapSnapshot(new MapSymbol("@b") { KeyType = new StringType(16), ValueType = new AggregationType(AggregationKind.Count, false) }, Keys, stringKeys, 16, perCpu, 8, 8);
var byKey = new MapSnapshot(new MapSymbol("@c") { KeyType = new StringType(16), ValueType = new StringType(8) }, Keys, stringKeys, 16, values, 8, 1);

Measure("map, 100,000 integers by integer, text", Keys, () => text.Map(in integers));
Measure("map, 100,000 integers by integer, JSON", Keys, () => json.Map(in integers));
Measure("map, 100,000 counts of 8 CPUs by string, text", Keys, () => text.Map(in counts));
Measure("map, 100,000 counts of 8 CPUs by string, JSON", Keys, () => json.Map(in counts));
Measure("map, 100,000 strings sorted by string key, text", Keys, () => text.Map(in byKey));

var printf = new PrintfWriter(
    PrintfFormat.Parse("%-16s %d %s\n"), [new EventField(new StringType(16), 8), new EventField(IntegerType.UInt32, 24), new EventField(new StringType(64), 32)]);
var record = new byte[96];
"bash"u8.CopyTo(record.AsSpan(8));
BitConverter.TryWriteBytes(record.AsSpan(24), 4711);
"/usr/lib/x86_64-linux-gnu/libc.so.6"u8.CopyTo(record.AsSpan(32));
Measure("printf of two strings and a number, text", Events, () => Print(text));
Measure("printf of two strings and a number, JSON", Events, () => Print(json));

void Print(IOutput output)
{
    for (int i = 0; i < Events; i++)
    {
        output.Printf(printf, record);
        if (i % 512 == 511)
            output.EndBatch();
    }
}

void Measure(string what, int items, Action action)
{
    double best = double.MaxValue;
    for (int round = 0; round < 7; round++)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        sink.Flush();
        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    Console.WriteLine($"{what,-52} {best,8:F2} ms {best * 1e6 / items,7:F0} ns each");
}
