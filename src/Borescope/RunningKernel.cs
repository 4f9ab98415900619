using System;
using System.Threading;
using Borescope.Btf;
using Borescope.Kernel;

namespace Borescope;

/// <summary>The kernel that this process runs on: its facts and its types, each read when first needed.</summary>
public sealed class RunningKernel : IDisposable
{
    private readonly Lock _gate = new();
    private KernelBtf? _btf;
    private string? _btfDiagnostic;
    private bool _btfTried;

    /// <summary>Looks at the kernel through a seam; the real one when none is given.</summary>
    public RunningKernel(ISystemCalls? calls = null) => Facts = new KernelFacts(calls ?? SystemCalls.Instance, () => Btf);

    /// <summary>Symbols, tracefs, features, capabilities.</summary>
    public KernelFacts Facts { get; }

    /// <summary>The seam.</summary>
    public ISystemCalls Calls => Facts.Calls;

    /// <summary>What the kernel can do.</summary>
    public KernelFeatures Features => Facts.Features;

    /// <summary>Types of the kernel, null when it shows none; see <see cref="BtfDiagnostic"/>.</summary>
    public KernelBtf? Btf
    {
        get
        {
            lock (_gate)
            {
                if (!_btfTried)
                {
                    _btfTried = true;
                    KernelBtf.TryOpen(Calls, out _btf, out _btfDiagnostic);
                }

                return _btf;
            }
        }
    }

    /// <summary>Whether the kernel's BTF may describe a function of that name; the types are not opened for it, see <see cref="KernelBtf.Mentions"/>.</summary>
    /// <param name="function">Exact name.</param>
    public bool MayHaveFunction(string function)
    {
        lock (_gate)
            return _btf is { } btf ? btf.FunctionId(function) != 0 : KernelBtf.Mentions(Calls, function);
    }

    /// <summary>Why the kernel shows no types.</summary>
    public string? BtfDiagnostic => Btf is null ? _btfDiagnostic : null;

    /// <summary>Releases the types.</summary>
    public void Dispose() => _btf?.Dispose();
}
