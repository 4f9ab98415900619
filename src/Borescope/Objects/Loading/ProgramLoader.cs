using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Objects.Relocation;
using Borescope.Programs;

namespace Borescope.Objects.Loading;

/// <summary>Fills in what a program refers to and gives it to the verifier.</summary>
internal sealed unsafe class ProgramLoader(ISystemCalls calls, MemoryLock memoryLock)
{
    private const int LicenseBytes = 128;

    internal BpfProgram Load(ProgramSpec spec, LoadContext context, IReadOnlyDictionary<string, BpfMap> maps, KernelHandle? btf)
    {
        if (spec.Type == BpfProgramType.Unspecified)
        {
            throw new BpfException(
                $"program {spec.Name} has no type: its section '{spec.Section}' is not known", KernelOperation.ProgramLoad, spec.Name,
                "name its section after where it is attached, such as SEC(\"kprobe/vfs_read\")");
        }

        var code = Copy(spec.Instructions);
        var poisoned = spec.CoreRelocations.Count > 0 ? context.Relocator.Apply(spec, code) : [];
        Resolve(spec, code, context, maps, poisoned);
        spec = AttachTargets.Resolve(spec, context.Kernel);
        var withBtf = btf is not null && spec.Functions.Count > 0;
        var functions = withBtf ? BtfExtension.Functions(spec.Functions) : [];
        var lines = functions.Length > 0 ? BtfExtension.Lines(spec.Lines) : [];
        var descriptors = spec.Relocations.Count > 0 ? context.Externs.Descriptors : [];
        using var attachModule = spec.AttachModule is { Length: > 0 } module and not "vmlinux" ? ModuleBtf.Open(calls, module, spec.Name) : null;
        using var attachProgram = spec.AttachProgramId != 0 ? KernelObject.Open(calls, BpfCommand.ProgramFdById, spec.AttachProgramId, "program") : null;
        Span<byte> license = stackalloc byte[LicenseBytes];
        license.Clear();
        var text = context.Spec.License;
        Encoding.ASCII.GetBytes(text.AsSpan(0, Math.Min(text.Length, LicenseBytes - 1)), license);
        fixed (byte* codePointer = BpfInstruction.ToBytes(code))
        fixed (byte* functionPointer = functions)
        fixed (byte* linePointer = lines)
        fixed (byte* licensePointer = license)
        fixed (int* descriptorPointer = descriptors)
        {
            var attributes = new ProgramLoadAttributes
            {
                Type = (uint)spec.Type,
                InstructionCount = (uint)code.Length,
                Instructions = (ulong)codePointer,
                License = (ulong)licensePointer,
                KernelVersion = context.Spec.KernelVersion,
                Flags = spec.Flags,
                ExpectedAttachType = (uint)spec.ExpectedAttachType,
                AttachBtfId = spec.AttachBtfId,
                AttachProgramOrBtf = (attachProgram ?? attachModule)?.Descriptor ?? 0,
                DescriptorArray = (ulong)descriptorPointer,
            };
            KernelName.Write(attributes.Name, spec.Name);
            if (functions.Length > 0)
            {
                attributes.Btf = btf!.Descriptor;
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

            return Load(spec, ref attributes, poisoned);
        }
    }

    private BpfProgram Load(ProgramSpec spec, ref ProgramLoadAttributes attributes, Dictionary<int, CorePoison> poisoned)
    {
        var fd = Submit(ref attributes);
        if (fd.AsErrno() == Errno.EPERM && memoryLock.TryRaise())
            fd = Submit(ref attributes);
        if (fd >= 0)
            return Own(spec, fd);

        // The log costs time even when all is well, so it is asked for only now.
        var error = fd.AsErrno();
        var log = VerifierLog.Collect(attributes, Submit, ref fd);
        if (fd >= 0)
            return Own(spec, fd);
        if (log.Length == 0)
        {
            throw new BpfException(
                error, KernelOperation.ProgramLoad, $"{spec.Name} ({spec.Type})", PrivilegeDiagnosis.Explain(calls, error, KernelOperation.ProgramLoad));
        }

        var diagnosis = VerifierDiagnosis.Read(log, spec.Lines, error);
        if (poisoned.TryGetValue(diagnosis.InstructionIndex, out var cause))
            diagnosis = diagnosis with { Cause = cause.Cause, Hint = cause.Hint };

        throw new VerifierException(error, spec.Name, diagnosis, log);
    }

    private BpfProgram Own(ProgramSpec spec, int fd) => new(calls, KernelHandle.Own(calls, fd), spec.Name, spec.Type, spec.ExpectedAttachType);

    private static BpfInstruction[] Copy(IReadOnlyList<BpfInstruction> instructions)
    {
        var code = new BpfInstruction[instructions.Count];
        for (var index = 0; index < code.Length; index++)
            code[index] = instructions[index];
        return code;
    }

    private static void Resolve(
        ProgramSpec spec, BpfInstruction[] code, LoadContext context, IReadOnlyDictionary<string, BpfMap> maps, Dictionary<int, CorePoison> poisoned)
    {
        foreach (var relocation in spec.Relocations)
        {
            var at = relocation.InstructionIndex;
            if (relocation.Kind == BpfRelocationKind.Function)
                throw new BpfException($"program {spec.Name} calls {relocation.Symbol}, which no object has that was linked with it", KernelOperation.ProgramLoad, spec.Name);
            var isCall = relocation.Kind == BpfRelocationKind.Kfunc;
            if ((uint)at >= (uint)code.Length || (!isCall && (!code[at].IsWide || at + 1 >= code.Length)))
                throw new BpfException($"program {spec.Name} names {relocation.Symbol} at instruction {at}, which loads no address", KernelOperation.ProgramLoad, spec.Name);
            if (isCall)
            {
                var function = context.Externs.Resolve(relocation.Symbol, spec.Name, isFunction: true);
                Call(code, at, function);
                if (!function.Exists)
                    poisoned[at] = CorePoison.Missing($"the kernel function {relocation.Symbol}");
            }
            else if (relocation.Kind == BpfRelocationKind.Extern)
                Extern(code, at, context.Externs.Resolve(relocation.Symbol, spec.Name, isFunction: false));
            else if (maps.TryGetValue(relocation.Symbol, out var map))
                code[at] = code[at] with { Immediate = map.Descriptor };
            else
                throw new BpfException($"program {spec.Name} uses a map {relocation.Symbol} that the object does not have", KernelOperation.ProgramLoad, spec.Name);
        }
    }

    // A missing weak function may be called only where the verifier sees that it never is.
    private static void Call(BpfInstruction[] code, int at, ResolvedExtern target) => code[at] = target.Exists
        ? code[at] with { Source = BpfOpcode.PseudoKfuncCall, Immediate = (int)target.BtfId, Offset = (short)target.Module }
        : BpfInstruction.Call(CorePatch.PoisonHelper);

    private static void Extern(BpfInstruction[] code, int at, ResolvedExtern target)
    {
        if (target.BtfId != 0)
        {
            code[at] = code[at] with { Source = BpfOpcode.PseudoBtfId, Immediate = (int)target.BtfId };
            code[at + 1] = code[at + 1] with { Immediate = target.Descriptor };
            return;
        }

        code[at] = code[at] with { Source = 0, Immediate = (int)target.Address };
        code[at + 1] = code[at + 1] with { Immediate = (int)(target.Address >> 32) };
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
}
