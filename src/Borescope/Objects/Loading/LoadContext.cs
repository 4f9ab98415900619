using System;
using Borescope.Btf;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.Objects.Relocation;

namespace Borescope.Objects.Loading;

/// <summary>What loading one object needs from the kernel, each found out when first needed.</summary>
internal sealed class LoadContext : IDisposable
{
    private readonly RunningKernel? _own;
    private BtfSpec? _local;
    private BtfSpec? _external;
    private CoreRelocator? _relocator;
    private ExternResolver? _externs;

    internal LoadContext(ISystemCalls calls, RunningKernel? kernel, ObjectSpec spec, LoadOptions options)
    {
        Calls = calls;
        if (kernel is null)
            _own = kernel = new RunningKernel(calls);
        Kernel = kernel;
        Spec = spec;
        Options = options;
    }

    internal ISystemCalls Calls { get; }

    internal RunningKernel Kernel { get; }

    internal ObjectSpec Spec { get; }

    internal LoadOptions Options { get; }

    /// <summary>The object's own types.</summary>
    /// <exception cref="BpfException">They are damaged, or there are none.</exception>
    internal BtfSpec Local
    {
        get
        {
            if (_local is null && !BtfSpec.TryRead(Spec.Btf, out _local, out var diagnostic, Spec.Name.Length == 0 ? "object" : Spec.Name))
                throw new BpfException($"the types of {Spec.Name} cannot be read: {diagnostic}", KernelOperation.BtfLoad, Spec.Name);
            return _local!;
        }
    }

    internal CoreRelocator Relocator => _relocator ??= CreateRelocator();

    internal ExternResolver Externs => _externs ??= new ExternResolver(this);

    public void Dispose()
    {
        _externs?.Dispose();
        _local?.Dispose();
        _external?.Dispose();
        _own?.Dispose();
    }

    private CoreRelocator CreateRelocator()
    {
        if (Options.KernelTypes is { } path)
        {
            _external = OpenExternal(path);
            return new CoreRelocator(Local, new CoreTargets(_external, static () => []), null);
        }

        return Kernel.Btf is { } btf
            ? new CoreRelocator(Local, new CoreTargets(btf.Vmlinux, () => btf.Modules), null) : new CoreRelocator(Local, null, Kernel.BtfDiagnostic);
    }

    private BtfSpec OpenExternal(string path)
    {
        if (BtfSpec.TryOpenFile(Calls, path, "kernel types", null, out var spec, out var diagnostic))
            return spec!;
        if (ElfFile.TryOpen(Calls, path, out var file, out _))
        {
            using (file)
            {
                if (file!.TryFindSection(".BTF"u8, out var section) && BtfSpec.TryRead(file.BytesOf(section), out spec, out diagnostic, "kernel types"))
                    return spec!;
            }
        }

        throw new BpfException($"{path} does not hold the types of a kernel: {diagnostic}", KernelOperation.FileRead, path);
    }
}
