using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Borescope.Compiler;
using Borescope.Compiler.Calls;
using Borescope.Kernel;
using Borescope.Script.Lowering;
using Borescope.Script.Runtime;

namespace Borescope.Cli.Tracing;

/// <summary>What --info shows: the system, this build, and what the kernel can do, found out by trying.</summary>
internal static class KernelInformation
{
    // The helpers whose absence a script notices.
    private static readonly BpfHelper[] s_helpers =
    [
        BpfHelper.ProbeRead, BpfHelper.ProbeReadStr, BpfHelper.ProbeReadUser, BpfHelper.ProbeReadUserStr, BpfHelper.ProbeReadKernel, BpfHelper.ProbeReadKernelStr,
        BpfHelper.GetCurrentCgroupId, BpfHelper.SendSignal, BpfHelper.OverrideReturn, BpfHelper.KtimeGetBootNs, BpfHelper.KtimeGetTaiNs, BpfHelper.GetFuncIp,
        BpfHelper.Jiffies64, BpfHelper.ForEachMapElem, BpfHelper.GetNsCurrentPidTgid, BpfHelper.MapLookupPercpuElem, BpfHelper.GetAttachCookie, BpfHelper.Loop,
    ];

    private static readonly BpfMapType[] s_maps =
    [
        BpfMapType.Hash, BpfMapType.Array, BpfMapType.PerCpuHash, BpfMapType.PerCpuArray, BpfMapType.StackTrace, BpfMapType.PerfEventArray, BpfMapType.RingBuffer,
    ];

    private static readonly BpfProgramType[] s_programs =
    [
        BpfProgramType.Kprobe, BpfProgramType.Tracepoint, BpfProgramType.PerfEvent, BpfProgramType.RawTracepoint, BpfProgramType.Tracing, BpfProgramType.Xdp,
    ];

    internal static void Write(TracerOptions options, string version)
    {
        using var kernel = new RunningKernel();
        foreach (string name in options.WithoutFeatures)
            FeatureNames.Exclude(kernel.Features, name);
        List<(string Title, List<(string Name, string Value, bool? Truth)> Rows)> sections = Sections(kernel, version);
        if (options.Format == TracerFormat.Json)
            WriteJson(sections);
        else
            WriteText(sections);
    }

    private static List<(string, List<(string, string, bool?)>)> Sections(RunningKernel kernel, string version)
    {
        var system = new List<(string, string, bool?)>
        {
            ("os", "Linux " + Text("/proc/sys/kernel/osrelease") + " " + Text("/proc/sys/kernel/version"), null),
            ("arch", TargetArchitecture.Current.Name, null),
            ("processors", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), null),
            ("privileges", kernel.Facts.Capabilities.CanTrace ? "may load and attach programs" : "missing " + kernel.Facts.Capabilities.Missing(), null),
        };
        var build = new List<(string, string, bool?)>
        {
            ("version", version, null),
            ("runtime", RuntimeInformation.FrameworkDescription, null),
        };
        var features = new List<(string, string, bool?)>();
        foreach (KernelFeature feature in Enum.GetValues<KernelFeature>())
            features.Add(Row(Name(feature.ToString()), kernel.Features.Probe(feature)));
        var helpers = new List<(string, string, bool?)>();
        foreach (BpfHelper helper in s_helpers)
            helpers.Add(Row(BpfHelpers.Get(helper).Name["bpf_".Length..], kernel.Features.Probe(BpfProgramType.Kprobe, helper)));
        var maps = new List<(string, string, bool?)>();
        foreach (BpfMapType map in s_maps)
            maps.Add(Row(Name(map.ToString()), kernel.Features.Probe(map)));
        var programs = new List<(string, string, bool?)>();
        foreach (BpfProgramType program in s_programs)
            programs.Add(Row(Name(program.ToString()), kernel.Features.Probe(program)));
        return [("system", system), ("build", build), ("kernel_features", features), ("kernel_helpers", helpers), ("map_types", maps), ("program_types", programs)];
    }

    private static (string, string, bool?) Row(string name, FeatureResult result) => (name, result.IsPresent ? "yes" : "no (" + Shorten(result.Reason) + ")", result.IsPresent);

    // Of a verifier log only the sentence counts, which stands between the instructions and the statistics.
    private static string Shorten(string reason)
    {
        string best = "";
        foreach (string line in reason.Split('\n'))
        {
            if (line.Length > 0 && !char.IsAsciiDigit(line[0]) && !line.StartsWith("processed ", StringComparison.Ordinal))
                best = line;
        }
        return best.Length > 0 ? best : reason;
    }

    private static void WriteText(List<(string Title, List<(string Name, string Value, bool? Truth)> Rows)> sections)
    {
        var text = new StringBuilder();
        foreach ((string title, List<(string Name, string Value, bool? Truth)> rows) in sections)
        {
            string heading = title.Replace('_', ' ');
            text.Append(text.Length > 0 ? "\n" : "").Append(char.ToUpperInvariant(heading[0])).Append(heading, 1, heading.Length - 1).Append('\n');
            foreach ((string name, string value, _) in rows)
                text.Append("  ").Append(name).Append(": ").Append(value).Append('\n');
        }

        Console.Out.Write(text.ToString());
    }

    private static void WriteJson(List<(string Title, List<(string Name, string Value, bool? Truth)> Rows)> sections)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            foreach ((string title, List<(string Name, string Value, bool? Truth)> rows) in sections)
            {
                writer.WriteStartObject(title);
                foreach ((string name, string value, bool? truth) in rows)
                {
                    if (truth is { } known)
                        writer.WriteBoolean(name, known);
                    else
                        writer.WriteString(name, value);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static string Text(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : "";

    // KprobeMulti -> kprobe_multi
    private static string Name(string words)
    {
        var text = new StringBuilder();
        for (int i = 0; i < words.Length; i++)
        {
            if (i > 0 && char.IsUpper(words[i]) && !char.IsUpper(words[i - 1]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(words[i]));
        }

        return text.ToString();
    }
}
