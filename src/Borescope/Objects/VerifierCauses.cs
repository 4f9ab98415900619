using System;

namespace Borescope.Objects;

/// <summary>What the verifier's messages mean. One row per message; the first whose words all occur wins.</summary>
internal static class VerifierCauses
{
    private static readonly Row[] Table =
    [
        new("program is too large", "the program takes more than a million steps to verify", "shorten loops or split the probe; unrolled loops over large arrays are the usual reason"),
        new("too many states", "the program has too many different paths to verify", "shorten loops, or use fewer nested conditions"),
        new("sequence of", "the program has too many different paths to verify", "shorten loops, or use fewer nested conditions"),
        new("infinite loop detected", "a loop has no end that the kernel can prove", "give the loop a constant upper bound"),
        new("back-edge", "this kernel does not allow loops (it is older than 5.3)", "unroll the loop"),
        new("combined stack size", "the program needs more than 512 bytes of stack", "use shorter strings or fewer local variables"),
        new("invalid stack off", "the program reaches outside its 512 bytes of stack", "use shorter strings or fewer local variables"),
        new("stack limit", "the program needs more than 512 bytes of stack", "use shorter strings or fewer local variables"),
        new("invalid mem access 'map_value_or_null'", "a map element is used without checking that it exists", "check it before use"),
        new("_or_null'", "a pointer is used that may be null", "check it before use"),
        new("invalid mem access 'scalar'", "a number is used as a pointer", "kernel and user memory must be read through a probe read"),
        new("invalid mem access 'inv'", "a number is used as a pointer", "kernel and user memory must be read through a probe read"),
        new("invalid mem access", "memory is read that the program may not touch directly", null),
        new("invalid access to map value", "the program reaches outside a map's value", "check the index or length before use"),
        new("invalid access to memory", "the program reaches outside its memory", "check the index or length before use"),
        new("unbounded memory access", "a length or index has no upper bound that the kernel can prove", "limit it before use"),
        new("unbounded min value", "an index may be negative as far as the kernel can prove", "check that it is not negative before use"),
        new("min value is negative", "a length may be negative as far as the kernel can prove", "check that it is not negative before use"),
        new("max value is outside", "an index may lie outside the allowed range", "limit it before use"),
        new("invalid zero-sized read", "a length may be zero where the kernel allows only positive ones", "check that it is positive before use"),
        new("invalid indirect read from stack", "memory on the stack is passed on before all of it was written", null),
        new("invalid read from stack", "memory on the stack is read before it was written", null),
        new("!read_ok", "a register is used before anything was put into it", null),
        new("cannot call GPL-restricted function", "the program calls a helper that only GPL-compatible programs may call", "load it under a GPL-compatible licence"),
        new("cannot call GPL only function", "the program calls a helper that only GPL-compatible programs may call", "load it under a GPL-compatible licence"),
        new("cannot use helper", "programs of this type may not call this helper", null),
        new("unknown func", "this kernel does not have a helper that the program calls, or does not allow it here", "the feature may need a newer kernel"),
        new("invalid func", "this kernel does not have a helper that the program calls", "the feature may need a newer kernel"),
        new("invalid bpf_context access", "the program reads a part of its context that does not exist", null),
        new("dereference of modified ctx", "the context pointer was changed before use", null),
        new("unreachable insn", "part of the program can never run", null),
        new("jump out of range", "a jump leads outside the program", null),
        new("is not a function", "the traced function is not known to this kernel's types", null),
        new("missing bpf_line_info", "the source lines of a function do not start at its first instruction", null),
        new("missing btf func_info", "a callback has no type information", null),
        new("tracing progs must", "this program type cannot be used for the traced function", null),
        new("expected_attach_type", "the program was made for another way of attaching", null),
        new("unknown opcode", "the kernel does not know one of the instructions", "the program was compiled for a newer instruction set"),
        new("reserved fields", "the kernel does not know one of the instructions", "the program was compiled for a newer instruction set"),
        new("leaks addr", "a kernel address would leak to user space, which needs CAP_PERFMON", null),
        new("At program exit the register R0", "the program returns a value that is not allowed for its type", null),
        new("sleepable", "a function that may sleep is called where that is not allowed", null),
    ];

    internal static Row? Find(string message)
    {
        foreach (var row in Table)
        {
            if (message.Contains(row.Words, StringComparison.OrdinalIgnoreCase))
                return row;
        }

        return null;
    }

    internal sealed record Row(string Words, string Cause, string? Hint);
}
