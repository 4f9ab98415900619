using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO;
using System.Text;
using Borescope.Script.Lowering;
using Borescope.Script.Output;

namespace Borescope.Script.Runtime;

/// <summary>Carries out events in the order they arrive.</summary>
internal sealed class EventDispatcher(CompiledScript script, IOutput output, EventFormatter formatter, ScriptMaps maps)
{
    /// <summary>Whether exit() has arrived; events behind it are dropped until <see cref="Resume"/>.</summary>
    public bool ExitRequested { get; private set; }

    /// <summary>Code of exit().</summary>
    public int ExitCode { get; private set; }

    /// <summary>Where packets go; null in scripts without.</summary>
    public PacketFiles? Packets { get; set; }

    /// <summary>Packets that did not fit into their buffers.</summary>
    public long LostPackets { get; set; }

    /// <summary>errorf() calls so far.</summary>
    public long Errors { get; private set; }

    /// <summary>Drops an exit() and its code: the next test starts afresh.</summary>
    public void Forget() => (ExitRequested, ExitCode) = (false, 0);

    /// <summary>Lets events of end probes through after an exit().</summary>
    public void Resume() => ExitRequested = false;

    /// <summary>Carries one event out.</summary>
    public void Dispatch(ReadOnlySpan<byte> record)
    {
        if (ExitRequested)
            return;
        EventAction action = script.Actions[(int)BinaryPrimitives.ReadUInt32LittleEndian(record)];
        if (action is FormatAction { Kind: "errorf" })
            Errors++;
        if (formatter.TryFormat(record))
            return;
        switch (action)
        {
            case ExitAction:
                ExitRequested = true;
                ExitCode = (int)BinaryPrimitives.ReadInt64LittleEndian(record[8..]);
                break;
            case PrintMapAction print:
                ulong top = BinaryPrimitives.ReadUInt64LittleEndian(record[8..]);
                ulong divisor = BinaryPrimitives.ReadUInt64LittleEndian(record[16..]);
                MapSnapshot snapshot = maps.Read(print.Map, out IDisposable release);
                using (release)
                    output.Map(snapshot, top, divisor);
                break;
            case PrintMapElementAction element:
                output.MapElement(maps.ReadElement(element.Map, record.Slice(element.Key.Offset, element.Key.Type.Size)));
                break;
            case PacketAction packet:
                Packets?.Write(packet, record);
                break;
            case ClearMapAction clear:
                maps.Clear(clear.Map);
                break;
            case ZeroMapAction zero:
                maps.Zero(zero.Map);
                break;
            case FormatAction { Kind: "system" }:
                RunCommand(Encoding.UTF8.GetString(formatter.FormatText(record)));
                break;
            case FormatAction { Kind: "cat" }:
                PrintFile(Encoding.UTF8.GetString(formatter.FormatText(record)));
                break;
        }
    }

    private void RunCommand(string command)
    {
        output.Flush();
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardOutput = true };
        // What the command says on standard error is part of what the script prints.
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec /bin/sh -c \"$0\" 2>&1");
        start.ArgumentList.Add(command);
        using Process? process = Process.Start(start);
        if (process is null)
            return;
        using var content = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(content);
        process.WaitForExit();
        if (process.ExitCode == 0)
            output.System(content.ToArray());
        else
            Console.Error.WriteLine($"ERROR: command exited with code {process.ExitCode}: {command}\n{Encoding.UTF8.GetString(content.ToArray())}".TrimEnd());
    }

    private void PrintFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            var content = new byte[script.Source.Configuration.MaxCatBytes];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            output.Cat(content.AsSpan(0, length));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            output.Flush();
            string reason = error is FileNotFoundException or DirectoryNotFoundException ? "No such file or directory" : ScriptFile.Problem(error, path);
            Console.Error.WriteLine($"ERROR: failed to open file '{path}': {reason}");
        }
    }
}
