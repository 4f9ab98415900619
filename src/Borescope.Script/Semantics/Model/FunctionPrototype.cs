using System.Collections.Generic;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Model;

/// <summary>Arguments and result of a kernel function or raw tracepoint, from BTF, or of a function of a program, from its debug information.</summary>
/// <param name="Name">The function.</param>
/// <param name="Module">Its module; <c>vmlinux</c> for the kernel itself; the file of a function of a program.</param>
/// <param name="BtfId">Id of the FUNC or of the <c>btf_trace_</c> typedef.</param>
/// <param name="Arguments">The context of a tracing program: argument i stands at 8 * i. Of a function of a program, what <c>argI</c> reads stands at 8 * I.</param>
/// <param name="ReturnType">What it returns; <see cref="VoidType"/> for nothing.</param>
public sealed record FunctionPrototype(string Name, string Module, uint BtfId, StructType Arguments, ScriptType ReturnType)
{
    /// <summary>Arguments that probes cannot read, by name, and why; they are not among <see cref="Arguments"/>.</summary>
    public IReadOnlyDictionary<string, string> Unreadable { get; init; } = new Dictionary<string, string>();
}
