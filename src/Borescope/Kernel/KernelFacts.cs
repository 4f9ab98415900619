using System;
using System.Threading;

namespace Borescope.Kernel;

/// <summary>What is known about the running kernel; each part is read when first asked for, then kept.</summary>
public sealed class KernelFacts
{
    private readonly Lock _gate = new();
    private readonly Func<IKernelTypeIds?> _types;
    private Capabilities? _capabilities;
    private Tracefs? _tracefs;
    private string? _tracefsDiagnostic;
    private bool _tracefsTried;
    private KernelSymbols? _symbols;
    private string? _symbolsDiagnostic;
    private bool _symbolsTried;
    private TraceableFunctions? _functions;
    private KprobeBlacklist? _blacklist;

    /// <summary>Starts with nothing known.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="types">Types of the kernel, asked for when a feature probe needs them; may give null.</param>
    public KernelFacts(ISystemCalls calls, Func<IKernelTypeIds?>? types = null)
    {
        Calls = calls;
        _types = types ?? (static () => null);
        Features = new KernelFeatures(calls, _types);
        Sysctls = new Sysctls(calls);
    }

    /// <summary>The seam.</summary>
    public ISystemCalls Calls { get; }

    /// <summary>What the kernel can do.</summary>
    public KernelFeatures Features { get; }

    /// <summary>Settings.</summary>
    public Sysctls Sysctls { get; }

    /// <summary>Types of the kernel by name, null when it shows none.</summary>
    public IKernelTypeIds? Types => _types();

    /// <summary>What this process may do.</summary>
    public Capabilities Capabilities => _capabilities ??= Capabilities.Read(Calls);

    /// <summary>tracefs, null when it cannot be reached; see <see cref="TracefsDiagnostic"/>.</summary>
    public Tracefs? Tracefs
    {
        get
        {
            lock (_gate)
            {
                if (!_tracefsTried)
                {
                    _tracefsTried = true;
                    Tracefs.TryFind(Calls, out _tracefs, out _tracefsDiagnostic);
                }

                return _tracefs;
            }
        }
    }

    /// <summary>Why tracefs cannot be reached.</summary>
    public string? TracefsDiagnostic => Tracefs is null ? _tracefsDiagnostic : null;

    /// <summary>The symbol table, null when it cannot be read; see <see cref="SymbolsDiagnostic"/>.</summary>
    public KernelSymbols? Symbols
    {
        get
        {
            lock (_gate)
            {
                if (!_symbolsTried)
                {
                    _symbolsTried = true;
                    KernelSymbols.TryLoad(Calls, out _symbols, out _symbolsDiagnostic);
                }

                return _symbols;
            }
        }
    }

    /// <summary>Why the symbol table cannot be read.</summary>
    public string? SymbolsDiagnostic => Symbols is null ? _symbolsDiagnostic : null;

    /// <summary>Functions that can be probed at their entry.</summary>
    public TraceableFunctions Functions
    {
        get
        {
            var tracefs = Tracefs;
            lock (_gate)
                return _functions ??= TraceableFunctions.Load(Calls, tracefs, () => Symbols);
        }
    }

    /// <summary>Takes another list of probeable functions than the kernel's own.</summary>
    public void UseFunctions(TraceableFunctions functions)
    {
        lock (_gate)
            _functions = functions;
    }

    /// <summary>Functions that the kernel refuses to probe.</summary>
    public KprobeBlacklist Blacklist
    {
        get
        {
            var tracefs = Tracefs;
            lock (_gate)
                return _blacklist ??= KprobeBlacklist.Load(Calls, tracefs);
        }
    }
}
