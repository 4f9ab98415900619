using System;
using System.Buffers;
using System.Collections.Generic;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Programs;

namespace Borescope.Objects;

/// <summary>Brings an <see cref="ObjectSpec"/> into the kernel: types, maps, then programs with the maps filled in.</summary>
/// <param name="calls">The seam.</param>
public sealed unsafe class ObjectLoader(ISystemCalls calls)
{
    private IReadOnlyList<int>? _possibleCpus;
    private bool _memoryLockRaised;

    /// <summary>Loads everything, or nothing: on failure what was made is closed again.</summary>
    /// <exception cref="VerifierException">The verifier refused a program.</exception>
    /// <exception cref="BpfException">The kernel refused something else.</exception>
    public LoadedObject Load(ObjectSpec spec)
    {
        var loaded = LoadMaps(spec);
        try
        {
            foreach (var program in spec.Programs)
                loaded.Load(program);
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Loads types and maps only; programs follow through <see cref="LoadedObject.Load"/>.</summary>
    /// <exception cref="BpfException">The kernel refused something.</exception>
    public LoadedObject LoadMaps(ObjectSpec spec)
    {
        var loaded = new LoadedObject(this, spec.License);
        try
        {
            LoadBtf(spec.Btf, loaded);
            foreach (var map in spec.Maps)
                loaded.Create(map);
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    internal BpfMap CreateMap(MapSpec spec, KernelHandle? btf)
    {
        _possibleCpus ??= CpuList.Possible(calls);
        if (spec is { Type: BpfMapType.PerfEventArray, MaxEntries: 0 })
            spec = spec with { MaxEntries = (uint)(_possibleCpus[^1] + 1) };
        var typed = btf is not null && (spec.KeyTypeId | spec.ValueTypeId) != 0;
        var attributes = new MapCreateAttributes
        {
            Type = (uint)spec.Type,
            KeySize = spec.KeySize,
            ValueSize = spec.ValueSize,
            MaxEntries = spec.MaxEntries,
            Flags = (uint)spec.Flags,
            Btf = typed ? btf!.Descriptor : 0,
            KeyType = typed ? spec.KeyTypeId : 0,
            ValueType = typed ? spec.ValueTypeId : 0,
        };
        KernelName.Write(attributes.Name, spec.Name);
        var fd = calls.Bpf(BpfCommand.MapCreate, &attributes, (uint)sizeof(MapCreateAttributes));
        if (fd.AsErrno() == Errno.EPERM && RaiseMemoryLock())
            fd = calls.Bpf(BpfCommand.MapCreate, &attributes, (uint)sizeof(MapCreateAttributes));
        if (fd < 0)
        {
            throw new BpfException(
                fd.AsErrno(), KernelOperation.MapCreate, $"{spec.Name} ({spec.Type}, {spec.MaxEntries} entries, key {spec.KeySize}, value {spec.ValueSize} bytes)",
                PrivilegeDiagnosis.Explain(calls, fd.AsErrno(), KernelOperation.MapCreate));
        }

        var map = new BpfMap(calls, KernelHandle.Own(calls, fd), spec, _possibleCpus.Count);
        try
        {
            if (spec.InitialValue is { } value)
                map.Update([0, 0, 0, 0], value);
            if (spec.Freeze)
                map.Freeze();
            return map;
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    internal BpfProgram LoadProgram(ProgramSpec spec, LoadedObject target, string license)
    {
        var code = Resolve(spec, target);
        var withBtf = target.Btf is not null && spec.Functions.Count > 0;
        var functions = withBtf ? BtfExtension.Functions(spec.Functions) : [];
        var lines = withBtf ? BtfExtension.Lines(spec.Lines) : [];
        using var attachModule = spec.AttachModule is { Length: > 0 } module and not "vmlinux" ? ModuleBtf.Open(calls, module, spec.Name) : null;
        Span<byte> licenseText = stackalloc byte[128];
        licenseText.Clear();
        System.Text.Encoding.ASCII.GetBytes(license.AsSpan(0, Math.Min(license.Length, 127)), licenseText);
        fixed (byte* codePointer = code)
        fixed (byte* functionPointer = functions)
        fixed (byte* linePointer = lines)
        fixed (byte* licensePointer = licenseText)
        {
            var attributes = new ProgramLoadAttributes
            {
                Type = (uint)spec.Type,
                InstructionCount = (uint)(code.Length / BpfInstruction.Size),
                Instructions = (ulong)codePointer,
                License = (ulong)licensePointer,
                Flags = spec.Flags,
                ExpectedAttachType = (uint)spec.ExpectedAttachType,
                AttachBtfId = spec.AttachBtfId,
                AttachProgramOrBtf = attachModule?.Descriptor ?? 0,
            };
            KernelName.Write(attributes.Name, spec.Name);
            if (functions.Length > 0)
            {
                attributes.Btf = target.Btf!.Descriptor;
                attributes.FunctionInfoSize = BtfExtension.FunctionBytes;
                attributes.FunctionInfo = (ulong)functionPointer;
                attributes.FunctionInfoCount = (uint)(functions.Length / BtfExtension.FunctionBytes);
                if (lines.Length > 0)
                {
                    attributes.LineInfoSize = BtfExtension.LineBytes;
                    attributes.LineInfo = (ulong)linePointer;
                    attributes.LineInfoCount = (uint)(lines.Length / BtfExtension.LineBytes);
                }
            }

            var fd = Submit(ref attributes);
            if (fd.AsErrno() == Errno.EPERM && RaiseMemoryLock())
                fd = Submit(ref attributes);
            if (fd >= 0)
                return new BpfProgram(calls, KernelHandle.Own(calls, fd), spec.Name, spec.Type, spec.ExpectedAttachType);

            // The log costs time even when all is well, so it is asked for only now.
            var error = fd.AsErrno();
            var log = VerifierLog.Collect(attributes, Submit, ref fd);
            if (fd >= 0)
                return new BpfProgram(calls, KernelHandle.Own(calls, fd), spec.Name, spec.Type, spec.ExpectedAttachType);
            if (log.Length == 0)
            {
                throw new BpfException(
                    error, KernelOperation.ProgramLoad, $"{spec.Name} ({spec.Type})", PrivilegeDiagnosis.Explain(calls, error, KernelOperation.ProgramLoad));
            }

            throw new VerifierException(error, spec.Name, VerifierDiagnosis.Read(log, spec.Lines, error), log);
        }
    }

    private static byte[] Resolve(ProgramSpec spec, LoadedObject target)
    {
        var code = new BpfInstruction[spec.Instructions.Count];
        for (var index = 0; index < code.Length; index++)
            code[index] = spec.Instructions[index];
        foreach (var relocation in spec.Relocations)
        {
            if (relocation.Kind is not (BpfRelocationKind.Map or BpfRelocationKind.MapValue))
            {
                throw new BpfException(
                    $"program {spec.Name} calls the kernel function {relocation.Symbol}, and kernel functions cannot be called yet",
                    KernelOperation.ProgramLoad, spec.Name, "use a helper instead");
            }

            if ((uint)relocation.InstructionIndex >= (uint)code.Length || !code[relocation.InstructionIndex].IsWide)
                throw new BpfException($"program {spec.Name} names map {relocation.Symbol} at instruction {relocation.InstructionIndex}, which loads no address", KernelOperation.ProgramLoad, spec.Name);
            if (!target.Maps.TryGetValue(relocation.Symbol, out var map))
                throw new BpfException($"program {spec.Name} uses a map {relocation.Symbol} that the object does not have", KernelOperation.ProgramLoad, spec.Name);
            code[relocation.InstructionIndex] = code[relocation.InstructionIndex] with { Immediate = map.Descriptor };
        }

        return BpfInstruction.ToBytes(code);
    }

    private int Submit(ref ProgramLoadAttributes attributes)
    {
        const int Attempts = 5;
        fixed (ProgramLoadAttributes* pointer = &attributes)
        {
            for (var attempt = 1; ; attempt++)
            {
                // A signal during verification ends it early.
                var fd = calls.Bpf(BpfCommand.ProgramLoad, pointer, (uint)sizeof(ProgramLoadAttributes));
                if (fd.AsErrno() is not (Errno.EAGAIN or Errno.EINTR) || attempt == Attempts)
                    return fd;
            }
        }
    }

    private void LoadBtf(byte[] btf, LoadedObject target)
    {
        if (btf.Length == 0)
            return;
        fixed (byte* pointer = btf)
        {
            var attributes = new BtfLoadAttributes { Content = (ulong)pointer, Size = (uint)btf.Length };
            var fd = calls.Bpf(BpfCommand.BtfLoad, &attributes, 28);
            if (fd.AsErrno() == Errno.EPERM && RaiseMemoryLock())
                fd = calls.Bpf(BpfCommand.BtfLoad, &attributes, 28);
            if (fd >= 0)
            {
                target.Btf = KernelHandle.Own(calls, fd);
                return;
            }

            var error = fd.AsErrno();
            var log = ArrayPool<byte>.Shared.Rent(65536);
            log.AsSpan().Clear();
            fixed (byte* logPointer = log)
            {
                attributes.LogBuffer = (ulong)logPointer;
                attributes.LogSize = 65536;
                attributes.LogLevel = 1;
                fd = calls.Bpf(BpfCommand.BtfLoad, &attributes, 28);
                if (fd >= 0)
                    target.Btf = KernelHandle.Own(calls, fd);
            }

            var text = VerifierLog.Text(log);
            ArrayPool<byte>.Shared.Return(log);
            if (fd < 0)
                target.BtfError = new BpfException(error, KernelOperation.BtfLoad, "of the programs", text.Length == 0 ? null : text.TrimEnd());
        }
    }

    // Before 5.11 maps and programs count against the locked memory limit.
    private bool RaiseMemoryLock()
    {
        if (_memoryLockRaised)
            return false;
        _memoryLockRaised = true;
        return calls.RaiseMemoryLockLimit().AsErrno() == Errno.None;
    }
}
