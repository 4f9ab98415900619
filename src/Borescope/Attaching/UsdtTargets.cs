using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Maps;
using Borescope.Objects;
using Borescope.Symbols;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Attaching;

/// <summary>
/// Static markers for programs that use the header <c>bpf/usdt.bpf.h</c>: where the arguments of each site are goes into a map of the object, and the
/// site's cookie is the index there.
/// </summary>
internal sealed class UsdtTargets(RunningKernel kernel)
{
    private const string SpecMap = "__bpf_usdt_specs";

    // struct __bpf_usdt_spec: 12 arguments of 16 bytes, the user's cookie, the number of arguments.
    private const int MaxArguments = 12;
    private const int ArgumentBytes = 16;
    private const int CountOffset = (MaxArguments * ArgumentBytes) + 8;
    private const int SpecBytes = CountOffset + 8;

    private readonly Dictionary<LoadedObject, Dictionary<string, uint>> _known = [];

    /// <summary>The places of a program's marker.</summary>
    /// <exception cref="BpfException">There is no such marker, or the object cannot read its arguments.</exception>
    internal UprobeRequest Find(LoadedObject target, ProgramSpec program)
    {
        // "file:provider:name"
        var parts = program.AttachTarget.Split(':');
        if (parts.Length < 3)
            throw Fail(program, $"section '{program.Section}' does not name file, provider and marker", "write SEC(\"usdt/FILE:PROVIDER:NAME\")");
        var file = string.Join(':', parts[..^2]);
        if (!new UsdtResolver(kernel.Calls).TryResolve(new UsdtRequest(file, parts[^2], parts[^1]), out var matches, out var diagnostic))
            throw Fail(program, diagnostic!, null);
        if (!target.Maps.TryGetValue(SpecMap, out var map) || map.ValueBytes != SpecBytes)
            throw Fail(program, $"the object has no map {SpecMap} of {SpecBytes} bytes, which tells the program where arguments are", "include <bpf/usdt.bpf.h>");
        if (!_known.TryGetValue(target, out var known))
            _known.Add(target, known = new Dictionary<string, uint>(StringComparer.Ordinal));
        var places = new List<UserTarget>();
        foreach (var site in matches!.Sites)
            places.Add(new UserTarget(site.Offset, $"{site.Provider}:{site.Name}", Specify(program, site, map, known), site.SemaphoreOffset));
        return new UprobeRequest(matches.Path, places, IsReturn: false) { Kind = "usdt", NeedsCookie = true };
    }

    private uint Specify(ProgramSpec program, UsdtSite site, BpfMap map, Dictionary<string, uint> known)
    {
        if (known.TryGetValue(site.ArgumentText, out var index))
            return index;
        if (known.Count >= map.Spec.MaxEntries)
            throw Fail(program, $"the marker's sites keep their arguments in more than {map.Spec.MaxEntries} ways", "define BPF_USDT_MAX_SPEC_CNT before including <bpf/usdt.bpf.h>");
        if (site.Arguments.Count > MaxArguments)
            throw Fail(program, $"marker {site.Provider}:{site.Name} has {site.Arguments.Count} arguments, programs can read {MaxArguments}", null);
        index = (uint)known.Count;
        Span<byte> spec = stackalloc byte[SpecBytes];
        spec.Clear();
        for (var number = 0; number < site.Arguments.Count; number++)
            Write(program, site.Arguments[number], spec.Slice(number * ArgumentBytes, ArgumentBytes));
        BinaryPrimitives.WriteInt16LittleEndian(spec[CountOffset..], (short)site.Arguments.Count);
        Span<byte> key = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(key, index);
        map.Update(key, spec);
        known.Add(site.ArgumentText, index);
        return index;
    }

    // struct __bpf_usdt_arg_spec: value or offset, kind, register's place in struct pt_regs, sign, bits to shift out.
    private void Write(ProgramSpec program, UsdtArgument argument, Span<byte> spec)
    {
        if (argument.Kind == UsdtArgumentKind.Unreadable || argument.Index.Length > 0)
        {
            var where = argument.Index.Length > 0 ? "is memory at an index" : "lies in a place of an unknown form";
            throw Fail(
                program, $"the argument {argument.Text} {where}, which programs that use <bpf/usdt.bpf.h> cannot read",
                argument.Index.Length > 0 ? "scripts can: borescope -e 'usdt:FILE:PROVIDER:NAME { print(arg0) }'; or probe the instruction by a uprobe and compute the address from its registers" : null);
        }

        BinaryPrimitives.WriteInt64LittleEndian(spec, argument.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(spec[8..], argument.Kind switch { UsdtArgumentKind.Constant => 0, UsdtArgumentKind.Register => 1, _ => 2 });
        if (argument.Register.Length > 0)
        {
            // The second byte of a register (%ah) is one byte further on.
            BinaryPrimitives.WriteInt16LittleEndian(spec[12..], (short)(RegisterOffset(program, argument) + (argument.Shift / 8)));
        }

        spec[14] = argument.IsSigned ? (byte)1 : (byte)0;
        spec[15] = (byte)(64 - (argument.Size * 8));
    }

    // The kernel's own types say where a register is: x86-64 has a member each, arm64 an array.
    private short RegisterOffset(ProgramSpec program, UsdtArgument argument)
    {
        if (kernel.Btf is { } btf)
        {
            foreach (var name in (ReadOnlySpan<string>)["user_pt_regs", "pt_regs"])
            {
                if (!btf.TryFind(name, BtfKind.Struct, out var registers))
                    continue;
                if (registers.TryFindMember(argument.Register, out var member))
                    return (short)member.Offset;
                if (registers.TryFindMember("regs", out var array) && int.TryParse(argument.Register.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    return (short)(array.Offset + (number * sizeof(ulong)));
            }
        }

        throw Fail(program, $"this kernel does not say where register {argument.Register} is saved", null);
    }

    private static BpfException Fail(ProgramSpec program, string why, string? hint) =>
        new($"cannot attach program {program.Name}: {why}", KernelOperation.UprobeOpen, program.Name, hint);
}
