using System;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Objects;

/// <summary>Finds the kernel's BTF object of a module, which fentry in modules needs as a descriptor.</summary>
internal static unsafe class ModuleBtf
{
    private const int MaxNameBytes = 128;

    internal static KernelHandle Open(ISystemCalls calls, string module, string program)
    {
        var wanted = Encoding.UTF8.GetBytes(module);
        uint id = 0;
        Span<byte> name = stackalloc byte[MaxNameBytes];
        while (true)
        {
            var next = new IdAttributes { Id = id };
            if (calls.Bpf(BpfCommand.BtfNextId, &next, 12) < 0)
                break;
            id = next.NextId;
            var byId = new IdAttributes { Id = id };
            var fd = calls.Bpf(BpfCommand.BtfFdById, &byId, 12);
            if (fd < 0)
                continue;
            var handle = KernelHandle.Own(calls, fd);
            name.Clear();
            fixed (byte* namePointer = name)
            {
                var info = new BtfInfoRecord { Name = (ulong)namePointer, NameLength = MaxNameBytes };
                var attributes = new ObjectInfoAttributes { Descriptor = handle.Descriptor, Length = (uint)sizeof(BtfInfoRecord), Info = (ulong)(&info) };
                var end = 0;
                if (calls.Bpf(BpfCommand.ObjectInfo, &attributes, (uint)sizeof(ObjectInfoAttributes)) >= 0 && info.IsKernel != 0)
                    end = Math.Max(0, name.IndexOf((byte)0));
                if (end > 0 && name[..end].SequenceEqual(wanted))
                    return handle;
            }

            handle.Dispose();
        }

        throw new BpfException($"program {program} traces module {module}, whose types the kernel does not have", KernelOperation.ProgramLoad, program, "is the module loaded, and built with BTF?");
    }
}
