using System;
using System.IO;
using System.Runtime.CompilerServices;

namespace Borescope.Generators.Tests;

/// <summary>What is written for an object, word by word.</summary>
public sealed class ObjectSourceTests
{
    [Fact]
    public void The_class_of_an_object_reads_like_this()
    {
        Generation generation = Generation.Of([Generation.Item.Case("shapes.bpf.o")]);
        Approve("shapes.expected.txt", generation.Source("Generated.Shapes.g.cs"));
        generation.Compile();
    }

    [Theory]
    [InlineData("public BpfMap<uint, ulong> Totals => new(Object.Maps[\"totals\"]);")]
    [InlineData("public BpfMap<uint, ulong> LastSeen => new(Object.Maps[\"last_seen\"]);")]
    [InlineData("public PerCpuMap<uint, Sample> Seen => new(Object.Maps[\"seen\"]);")]
    [InlineData("public PerCpuMap<uint, ulong> BySource => new(Object.Maps[\"by_source\"]);")]
    [InlineData("public PerCpuMap<uint, ulong> Recent => new(Object.Maps[\"recent\"]);")]
    [InlineData("public PrefixTrie<ByteArray4, uint> Zones => new(Object.Maps[\"zones\"]);")]
    [InlineData("public PrefixTrie<ulong, uint> WideZones => new(Object.Maps[\"wide_zones\"]);")]
    [InlineData("public PrefixTrie<PortPrefixAddress, uint> PortZones => new(Object.Maps[\"port_zones\"]);")]
    [InlineData("public PrefixTrie<RulePrefixAddress, uint> Rules => new(Object.Maps[\"rules\"]);")]
    [InlineData("public BpfQueue<Sample> Arrivals => new(Object.Maps[\"arrivals\"]);")]
    [InlineData("public BpfStack<uint> FreeSlots => new(Object.Maps[\"free_slots\"]);")]
    [InlineData("public BloomFilter<uint> KnownSources => new(Object.Maps[\"known_sources\"]);")]
    [InlineData("public MapOfMaps<uint> PerZone => new(Object.Maps[\"per_zone\"]);")]
    [InlineData("public MapOfMaps<ulong> PerOwner => new(Object.Maps[\"per_owner\"]);")]
    [InlineData("public ProgramArray NextSteps => new(Object.Maps[\"next_steps\"]);")]
    [InlineData("public StackTraceMap Stacks => new(Object.Maps[\"stacks\"]);")]
    [InlineData("public TaskStorage<Sample> OfTask => new(Object.Maps[\"of_task\"]);")]
    [InlineData("public CgroupStorage<ulong> OfGroup => new(Object.Maps[\"of_group\"]);")]
    [InlineData("public UserRingBuffer OpenCommands() => new(Object.Maps[\"commands\"]);")]
    [InlineData("public BpfArena OpenSharedPages() => new(Object.Maps[\"shared_pages\"]);")]
    public void A_map_has_the_view_of_its_kind(string member) => Assert.Contains("    " + member + "\n", s_views.Value, StringComparison.Ordinal);

    // What stands behind the length of the key, padding included.
    [Theory]
    [InlineData("[StructLayout(LayoutKind.Explicit, Size = 8)]\n    public partial struct PortPrefixAddress : IBpfLayout")]
    [InlineData("[FieldOffset(0)] public uint Port;")]
    [InlineData("[FieldOffset(4)] public uint Address;")]
    [InlineData("[StructLayout(LayoutKind.Explicit, Size = 8)]\n    public partial struct RulePrefixAddress : IBpfLayout")]
    [InlineData("[FieldOffset(0)] public ByteArray4 Network;")]
    [InlineData("[FieldOffset(4)] public ushort Port;")]
    public void The_address_of_a_trie_whose_key_has_several_members_is_a_structure(string text) => Assert.Contains("    " + text + "\n", s_views.Value, StringComparison.Ordinal);

    private static readonly Lazy<string> s_views = new(() =>
    {
        Generation generation = Generation.Of([Generation.Item.Case("views.bpf.o")]);
        generation.Compile();
        Assert.Empty(generation.Diagnostics);
        return generation.Source("Generated.Views.g.cs");
    });

    // BORESCOPE_ACCEPT=1 writes what is now.
    private static void Approve(string name, string text, [CallerFilePath] string here = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(here)!, "Cases", name);
        if (Environment.GetEnvironmentVariable("BORESCOPE_ACCEPT") == "1")
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }
}
