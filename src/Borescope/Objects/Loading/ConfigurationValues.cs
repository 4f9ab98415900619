using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler;
using Borescope.Compiler.Calls;
using Borescope.Kernel;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Objects.Loading;

/// <summary>Fills the map <c>.kconfig</c>: options of the kernel, and facts that no option tells.</summary>
internal sealed class ConfigurationValues(LoadContext context)
{
    private Dictionary<string, string>? _options;
    private bool _read;

    // Values without an option behind them; one row each.
    private static readonly (string Name, Func<LoadContext, ulong> Value)[] Virtual =
    [
        ("LINUX_KERNEL_VERSION", static context => KernelRelease.Code(context.Calls)),
        ("LINUX_HAS_BPF_COOKIE", static context => context.Kernel.Features.Has(BpfProgramType.Kprobe, BpfHelper.GetAttachCookie) ? 1ul : 0),
        ("LINUX_HAS_SYSCALL_WRAPPER", static context => HasSyscallWrapper(context) ? 1ul : 0),
    ];

    /// <summary>The map's value.</summary>
    /// <exception cref="BpfException">An option that the object needs is not set, or has a value that does not fit.</exception>
    internal byte[] Fill(int bytes)
    {
        var value = new byte[bytes];
        foreach (var item in context.Spec.Externs)
        {
            if (item.Kind != ExternKind.Configuration)
                continue;
            var place = value.AsSpan(item.Offset, item.Size);
            var row = Array.Find(Virtual, candidate => candidate.Name == item.Name);
            if (row.Value is not null)
                WriteNumber(item, place, row.Value(context));
            else if (Find(item) is { } text)
                Write(item, place, text);
            else if (!item.IsWeak)
                throw Fail(item, "this kernel does not set it; declare it __weak to go on without it");
        }

        return value;
    }

    // Only kprobes care; without them there is none.
    private static bool HasSyscallWrapper(LoadContext context) =>
        (context.Kernel.Features.Has(KernelFeature.KprobePmu) || context.Kernel.Features.Has(KernelFeature.KprobeEvents))
        && context.Kernel.Facts.Symbols is { } symbols && (symbols.Contains("__x64_sys_bpf") || symbols.Contains("__arm64_sys_bpf"));

    private string? Find(ExternSpec item)
    {
        if (!item.Name.StartsWith("CONFIG_", StringComparison.Ordinal))
            return null;
        if (!_read)
            _options = KernelConfiguration.Read(context.Calls);
        _read = true;
        if (_options is null && !item.IsWeak)
            throw Fail(item, "the kernel's options are in neither /boot/config-RELEASE nor /proc/config.gz");
        return _options?.GetValueOrDefault(item.Name);
    }

    private void Write(ExternSpec item, Span<byte> place, string text)
    {
        var type = context.Local[item.TypeId].Resolve();
        if (text is "y" or "n" or "m")
            WriteState(item, type, place, text[0]);
        else if (text.StartsWith('"'))
            WriteText(item, type, place, text);
        else if (TryParse(text, out var number))
            WriteNumber(item, place, number);
        else
            throw Fail(item, $"its value {text} is neither number, text nor y, m, n");
    }

    private static void WriteState(ExternSpec item, BtfType type, Span<byte> place, char state)
    {
        const byte No = 0;
        const byte Yes = 1;
        const byte Module = 2;
        if (type.IsBool && state == 'm')
            throw Fail(item, "it is a module (m), which a bool cannot say; declare it as enum libbpf_tristate");
        var number = state == 'y' ? Yes : state == 'm' ? Module : No;
        if (type.IsBool)
            place[0] = number;
        else if (type is { Kind: BtfKind.Int, RecordedSize: 1 })
            place[0] = (byte)state;
        else if (type.Kind is BtfKind.Enum or BtfKind.Enum64 && place.Length >= sizeof(uint) && type.NameBytes.SequenceEqual("libbpf_tristate"u8))
            BinaryPrimitives.WriteUInt32LittleEndian(place, number);
        else
            throw Fail(item, $"its value {state} does not fit its type; declare it as bool, char or enum libbpf_tristate");
    }

    private static void WriteText(ExternSpec item, BtfType type, Span<byte> place, string text)
    {
        if (type.Kind != BtfKind.Array || text.Length < 2 || !text.EndsWith('"'))
            throw Fail(item, $"its value {text} is text; declare it as an array of char");
        var bytes = Encoding.UTF8.GetBytes(text[1..^1]);
        bytes.AsSpan(0, Math.Min(bytes.Length, place.Length - 1)).CopyTo(place);
    }

    private static bool TryParse(string text, out ulong number)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return true;
        var isNegative = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed);
        number = (ulong)signed;
        return isNegative;
    }

    private void WriteNumber(ExternSpec item, Span<byte> place, ulong number)
    {
        var type = context.Local[item.TypeId].Resolve();
        if (type.Kind != BtfKind.Int || place.Length is not (1 or 2 or 4 or 8))
            throw Fail(item, $"its value {number} is a number; declare it as an integer");
        var bits = place.Length * 8;
        var fits = type.IsBool ? number <= 1
            : bits == 64 || (type.IsSigned ? (long)number >= -(1L << (bits - 1)) && (long)number < 1L << (bits - 1) : number < 1ul << bits);
        if (!fits)
            throw Fail(item, $"its value {number} does not fit {place.Length} bytes");
        for (var index = 0; index < place.Length; index++)
            place[index] = (byte)(number >> (index * 8));
    }

    private static BpfException Fail(ExternSpec item, string why) =>
        new($"the object wants to know {item.Name}: {why}", KernelOperation.MapCreate, item.Name);
}
