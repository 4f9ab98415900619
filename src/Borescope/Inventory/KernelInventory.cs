using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Objects;
using Borescope.Programs;

namespace Borescope.Inventory;

/// <summary>What is loaded in the running kernel, by anyone: programs, maps, links, types, and the processes that hold them. Needs CAP_SYS_ADMIN.</summary>
/// <remarks>Source: the *_GET_NEXT_ID, *_GET_FD_BY_ID and OBJ_GET_INFO_BY_FD commands of bpf(2) (4.13; links 5.8), and /proc/PID/fdinfo for owners.</remarks>
public sealed unsafe class KernelInventory
{
    private const int IdAttributesSize = 12;
    private const int MaxTypesName = 128;

    private static readonly string[] LinkTypes =
        ["unspecified", "raw_tracepoint", "tracing", "cgroup", "iter", "netns", "xdp", "perf_event", "kprobe_multi", "struct_ops", "netfilter", "tcx", "uprobe_multi", "netkit", "sockmap"];

    private readonly ISystemCalls _calls;

    /// <summary>Looks through a seam; the real one when none is given.</summary>
    public KernelInventory(ISystemCalls? calls = null) => _calls = calls ?? SystemCalls.Instance;

    /// <summary>All programs, by number.</summary>
    /// <exception cref="BpfException">The kernel refused, mostly for want of CAP_SYS_ADMIN.</exception>
    public IReadOnlyList<LoadedProgram> Programs() => All(BpfCommand.ProgramNextId, BpfCommand.ProgramFdById, "programs", ReadProgram);

    /// <summary>All maps, by number.</summary>
    /// <exception cref="BpfException">The kernel refused, mostly for want of CAP_SYS_ADMIN.</exception>
    public IReadOnlyList<LoadedMap> Maps() => All(BpfCommand.MapNextId, BpfCommand.MapFdById, "maps", ReadMap);

    /// <summary>All links, by number (5.8).</summary>
    /// <exception cref="BpfException">The kernel refused, mostly for want of CAP_SYS_ADMIN.</exception>
    public IReadOnlyList<LoadedLink> Links() => All(BpfCommand.LinkNextId, BpfCommand.LinkFdById, "links", ReadLink);

    /// <summary>All sets of types, by number.</summary>
    /// <exception cref="BpfException">The kernel refused, mostly for want of CAP_SYS_ADMIN.</exception>
    public IReadOnlyList<LoadedTypes> Types() => All(BpfCommand.BtfNextId, BpfCommand.BtfFdById, "types", ReadTypes);

    /// <summary>One program; null when there is none of that number.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public LoadedProgram? FindProgram(uint id) => Find(BpfCommand.ProgramFdById, id, "program", ReadProgram);

    /// <summary>One map; null when there is none of that number.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public LoadedMap? FindMap(uint id) => Find(BpfCommand.MapFdById, id, "map", ReadMap);

    /// <summary>One link; null when there is none of that number.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public LoadedLink? FindLink(uint id) => Find(BpfCommand.LinkFdById, id, "link", ReadLink);

    /// <summary>Opens a map by its number.</summary>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    public BpfMap OpenMap(uint id) => BpfMap.OpenById(id, _calls);

    /// <summary>Opens a map by its path in a BPF file system.</summary>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    public BpfMap OpenPinnedMap(string path) => BpfMap.OpenPinned(path, _calls);

    /// <summary>The instructions of a program as the kernel rewrote them; empty without the privilege to see them.</summary>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    public BpfInstruction[] ReadCode(uint programId)
    {
        using var handle = KernelObject.Open(_calls, BpfCommand.ProgramFdById, programId, "program");
        var record = Info<ProgramInfoRecord>(handle, default);
        var bytes = new byte[record.TranslatedLength];
        fixed (byte* pointer = bytes)
        {
            var wanted = new ProgramInfoRecord { TranslatedLength = (uint)bytes.Length, TranslatedCode = (ulong)pointer };
            if (Info(handle, wanted).TranslatedCode == 0)
                return [];
        }

        var code = new BpfInstruction[bytes.Length / BpfInstruction.Size];
        for (var index = 0; index < code.Length; index++)
            code[index] = BpfInstruction.Read(bytes.AsSpan(index * BpfInstruction.Size));
        return code;
    }

    /// <summary>Which processes hold which programs, maps and links open. Processes that end meanwhile are left out.</summary>
    public IReadOnlyList<ObjectOwner> Owners()
    {
        var owners = new List<ObjectOwner>();
        foreach (var entry in _calls.List("/proc") ?? [])
        {
            if (!int.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                continue;
            var folder = $"/proc/{entry}/fdinfo";
            var seen = new HashSet<(ObjectKind, uint)>();
            string? command = null;
            foreach (var descriptor in _calls.List(folder) ?? [])
            {
                // Only descriptors of BPF objects are worth reading.
                if (_calls.ReadLink($"/proc/{entry}/fd/{descriptor}") is not { } target || !target.Contains("bpf", StringComparison.Ordinal))
                    continue;
                foreach (var (kind, id) in Numbers(_calls.ReadText($"{folder}/{descriptor}") ?? ""))
                {
                    command ??= _calls.ReadText($"/proc/{entry}/comm") ?? "";
                    if (seen.Add((kind, id)))
                        owners.Add(new ObjectOwner(kind, id, pid, command));
                }
            }
        }

        return owners;
    }

    private static IEnumerable<(ObjectKind Kind, uint Id)> Numbers(string text)
    {
        var isLink = false;
        foreach (var line in text.Split('\n'))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0 || !uint.TryParse(line.AsSpan(tab + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            switch (line[..tab])
            {
                case "link_id:":
                    isLink = true;
                    yield return (ObjectKind.Link, id);
                    break;
                case "map_id:":
                    yield return (ObjectKind.Map, id);
                    break;
                case "prog_id:" when !isLink:
                    yield return (ObjectKind.Program, id);
                    break;
                case "btf_id:":
                    yield return (ObjectKind.Types, id);
                    break;
                default:
                    break;
            }
        }
    }

    private List<T> All<T>(BpfCommand next, BpfCommand open, string what, Func<KernelHandle, T> read)
    {
        var found = new List<T>();
        uint id = 0;
        while (true)
        {
            var attributes = new IdAttributes { Id = id };
            var error = _calls.Bpf(next, &attributes, IdAttributesSize).AsErrno();
            if (error == Errno.ENOENT)
                return found;
            if (error != Errno.None)
                throw new BpfException(error, KernelOperation.ObjectInfo, what);
            id = attributes.NextId;
            var wanted = new IdAttributes { Id = id };
            var fd = _calls.Bpf(open, &wanted, IdAttributesSize);
            if (fd.AsErrno() == Errno.ENOENT)
                continue; // It went while we looked.
            if (fd < 0)
                throw new BpfException(fd.AsErrno(), KernelOperation.ObjectInfo, what);
            using var handle = KernelHandle.Own(_calls, fd);
            found.Add(read(handle));
        }
    }

    private T? Find<T>(BpfCommand open, uint id, string what, Func<KernelHandle, T> read)
        where T : class
    {
        using var handle = KernelObject.TryOpen(_calls, open, id, what);
        return handle is null ? null : read(handle);
    }

    private T Info<T>(KernelHandle handle, T record)
        where T : unmanaged
    {
        KernelObject.Read(_calls, handle.Descriptor, ref record, $"descriptor {handle.Descriptor}");
        return record;
    }

    private LoadedProgram ReadProgram(KernelHandle handle)
    {
        var program = ProgramInfoRecord.Read(_calls, handle.Descriptor, $"descriptor {handle.Descriptor}");
        return new LoadedProgram(
            program.Id, program.Type, program.Name, program.Tag, program.InstructionCount, program.MachineCodeBytes, program.LoadedAt, program.UserId,
            [.. program.MapIds], program.TypesId, program.RunCount, TimeSpan.FromTicks((long)(program.RunTimeNanoseconds / 100)), program.RecursionMisses,
            program.VerifiedInstructions);
    }

    private LoadedMap ReadMap(KernelHandle handle)
    {
        var map = MapInfo.Read(_calls, handle.Descriptor, $"descriptor {handle.Descriptor}");
        return new LoadedMap(map.Id, map.Type, map.Name, map.KeySize, map.ValueSize, map.MaxEntries, (MapFlags)map.Flags, map.TypesId, map.KeyTypeId, map.ValueTypeId);
    }

    private LoadedLink ReadLink(KernelHandle handle)
    {
        var r = Info<LoadedLinkRecord>(handle, default);
        return new LoadedLink(r.Id, r.Type < LinkTypes.Length ? LinkTypes[r.Type] : $"type {r.Type}", r.ProgramId);
    }

    private LoadedTypes ReadTypes(KernelHandle handle)
    {
        var name = stackalloc byte[MaxTypesName];
        new Span<byte>(name, MaxTypesName).Clear();
        var r = Info(handle, new BtfInfoRecord { Name = (ulong)name, NameLength = MaxTypesName });
        return new LoadedTypes(r.Id, Text(name, MaxTypesName), r.Size, r.IsKernel != 0);
    }

    private static string Text(byte* bytes, int size)
    {
        var span = new ReadOnlySpan<byte>(bytes, size);
        var end = span.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? span : span[..end]);
    }
}
