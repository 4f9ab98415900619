using System;
using System.Globalization;
using System.Text;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Programs;

namespace Borescope.KernelTests.Library;

/// <summary>A program's instructions as the kernel rewrote them, as text that does not depend on the numbers of maps.</summary>
internal static unsafe class TranslatedCode
{
    internal static string Of(BpfProgram program)
    {
        var text = new StringBuilder();
        var code = program.ReadTranslated();
        for (var index = 0; index < code.Length; index++)
        {
            var slot = code[index];
            var map = slot is { IsWide: true, Source: BpfOpcode.PseudoMapFd or BpfOpcode.PseudoMapValue } ? NameOf((uint)slot.Immediate) : null;
            text.Append(CultureInfo.InvariantCulture, $"{index}: {slot.Opcode:x2} r{slot.Destination} r{slot.Source} {slot.Offset} ");
            text.Append(map ?? slot.Immediate.ToString("x8", CultureInfo.InvariantCulture)).Append('\n');
        }

        return text.ToString();
    }

    internal static BpfProgram Open(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path + "\0");
        fixed (byte* pointer = bytes)
        {
            var attributes = new ObjectPathAttributes { Path = (ulong)pointer };
            var fd = SystemCalls.Instance.Bpf(BpfCommand.ObjectGet, &attributes, (uint)sizeof(ObjectPathAttributes));
            Assert.True(fd >= 0, $"{path}: {fd.AsErrno()}");
            return new BpfProgram(SystemCalls.Instance, KernelHandle.Own(SystemCalls.Instance, fd), path, BpfProgramType.Unspecified, BpfAttachType.None);
        }
    }

    private static string NameOf(uint id)
    {
        var byId = new IdAttributes { Id = id };
        var fd = SystemCalls.Instance.Bpf(BpfCommand.MapFdById, &byId, (uint)sizeof(IdAttributes));
        Assert.True(fd >= 0, $"map {id}: {fd.AsErrno()}");
        const int NameOffset = 24;
        var info = stackalloc byte[96];
        new Span<byte>(info, 96).Clear();
        var attributes = new ObjectInfoAttributes { Descriptor = fd, Length = 96, Info = (ulong)info };
        SystemCalls.Instance.Bpf(BpfCommand.ObjectInfo, &attributes, (uint)sizeof(ObjectInfoAttributes));
        SystemCalls.Instance.Close(fd);
        return Encoding.UTF8.GetString(new Span<byte>(info + NameOffset, 16)).TrimEnd('\0');
    }
}
