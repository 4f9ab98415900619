using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Model;

/// <summary>Arguments and result of a kernel function or raw tracepoint, from BTF.</summary>
/// <param name="Name">The function.</param>
/// <param name="Module">Its module; <c>vmlinux</c> for the kernel itself.</param>
/// <param name="BtfId">Id of the FUNC or of the <c>btf_trace_</c> typedef.</param>
/// <param name="Arguments">The context of a tracing program: argument i stands at 8 * i.</param>
/// <param name="ReturnType">What it returns; <see cref="VoidType"/> for nothing.</param>
public sealed record FunctionPrototype(string Name, string Module, uint BtfId, StructType Arguments, ScriptType ReturnType);
