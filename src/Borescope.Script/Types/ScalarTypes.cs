using System.Collections.Generic;

namespace Borescope.Script.Types;

/// <summary><c>int8</c> to <c>int64</c> and <c>uint8</c> to <c>uint64</c>.</summary>
/// <param name="Bytes">1, 2, 4 or 8.</param>
/// <param name="Signed">Whether the value is two's complement.</param>
public sealed record IntegerType(int Bytes, bool Signed) : ScriptType
{
    /// <summary>The signed 64-bit integer.</summary>
    public static readonly IntegerType Int64 = new(8, true);

    /// <summary>The unsigned 64-bit integer.</summary>
    public static readonly IntegerType UInt64 = new(8, false);

    /// <summary>The signed 32-bit integer.</summary>
    public static readonly IntegerType Int32 = new(4, true);

    /// <summary>The unsigned 32-bit integer.</summary>
    public static readonly IntegerType UInt32 = new(4, false);

    /// <inheritdoc/>
    public override int Size => Bytes;

    /// <inheritdoc/>
    public override bool IsScalar => true;

    /// <inheritdoc/>
    public override string Name => (Signed ? "int" : "uint") + Bytes * 8;
}

/// <summary>An enumeration of the kernel or of the script; printed by the name of its value, as a number when no member has it.</summary>
/// <param name="Tag">The name behind <c>enum</c>; empty for an anonymous one.</param>
/// <param name="Underlying">Width and sign.</param>
/// <param name="Members">Names by value; of equal values the first name stands here.</param>
public sealed record EnumType(string Tag, IntegerType Underlying, IReadOnlyDictionary<long, string> Members) : ScriptType
{
    /// <inheritdoc/>
    public override int Size => Underlying.Size;

    /// <inheritdoc/>
    public override bool IsScalar => true;

    /// <inheritdoc/>
    public override string Name => "enum " + Tag;

    /// <summary>Equal when tag and width are.</summary>
    public bool Equals(EnumType? other) => other is not null && other.Tag == Tag && other.Underlying == Underlying;

    /// <inheritdoc/>
    public override int GetHashCode() => Tag.GetHashCode(System.StringComparison.Ordinal);
}

/// <summary><c>bool</c>: one byte, 0 or 1; printed <c>true</c> or <c>false</c>.</summary>
public sealed record BoolType : ScriptType
{
    /// <summary>The one value.</summary>
    public static readonly BoolType Instance = new();

    /// <inheritdoc/>
    public override int Size => 1;

    /// <inheritdoc/>
    public override bool IsScalar => true;

    /// <inheritdoc/>
    public override string Name => "bool";
}

/// <summary>Whose memory an address belongs to.</summary>
public enum AddressSpace
{
    /// <summary>Not known from the type: decided by the address at run time (both spaces are disjoint on x86-64 and arm64).</summary>
    Unknown,

    /// <summary>Kernel memory, read with bpf_probe_read_kernel.</summary>
    Kernel,

    /// <summary>Memory of the current process, read with bpf_probe_read_user.</summary>
    User,

    /// <summary>Memory the verifier lets the program read directly (program context, BTF-typed arguments).</summary>
    Context,
}

/// <summary>An address of a value of <paramref name="Target"/> (8 bytes).</summary>
/// <param name="Target">What it points to; <see cref="VoidType"/> for <c>void *</c>.</param>
/// <param name="Space">Whose memory.</param>
public sealed record PointerType(ScriptType Target, AddressSpace Space) : ScriptType
{
    /// <inheritdoc/>
    public override int Size => 8;

    /// <inheritdoc/>
    public override bool IsScalar => true;

    /// <inheritdoc/>
    public override string Name => (Target is VoidType ? "void" : Target.Name) + (Target is PointerType ? "*" : " *");
}

/// <summary>A kernel address printed as <c>symbol+offset</c> (<c>ksym()</c>, <c>func</c> in the kernel, <c>kaddr</c> is an integer instead). 8 bytes.</summary>
public sealed record KernelSymbolType : ScriptType
{
    /// <summary>The one value.</summary>
    public static readonly KernelSymbolType Instance = new();

    /// <inheritdoc/>
    public override int Size => 8;

    /// <inheritdoc/>
    public override bool IsScalar => true;

    /// <inheritdoc/>
    public override string Name => "ksym_t";
}

/// <summary>The attach point that fired (<c>probe</c>): an index (8 bytes) into the attach point names of the compiled script, printed as the text.</summary>
public sealed record ProbeNameType : ScriptType
{
    /// <summary>The one value.</summary>
    public static readonly ProbeNameType Instance = new();

    /// <inheritdoc/>
    public override int Size => 8;

    /// <inheritdoc/>
    public override bool IsScalar => true;

    /// <inheritdoc/>
    public override string Name => "string";
}

/// <summary>A user id printed as the user's name (<c>username</c>). 8 bytes.</summary>
public sealed record UserNameType : ScriptType
{
    /// <summary>The one value.</summary>
    public static readonly UserNameType Instance = new();

    /// <inheritdoc/>
    public override int Size => 8;

    /// <inheritdoc/>
    public override bool IsScalar => true;

    /// <inheritdoc/>
    public override string Name => "username_t";
}

/// <summary>What a stack trace shows.</summary>
public enum StackMode
{
    /// <summary>One <c>symbol+offset</c> per line.</summary>
    Bpftrace,

    /// <summary>Tab, hexadecimal address, symbol, file.</summary>
    Perf,

    /// <summary>Hexadecimal addresses only.</summary>
    Raw,

    /// <summary>Build id of the file and offset in it: what names a place when the process is gone. User stacks only (4.18).</summary>
    BuildId,
}

/// <summary>A kernel or user stack: s64 stack id at 0 (negative: errno of bpf_get_stackid); user stacks have u32 tid at 8 and u32 tgid at 12, as bpf_get_current_pid_tgid gives them.</summary>
/// <param name="User">User stack (<c>ustack</c>).</param>
/// <param name="Mode">How it prints.</param>
/// <param name="Limit">Most frames shown, 1 to <see cref="MostFrames"/>; each limit has a stack-trace map of its own, and another one for frames by build id.</param>
public sealed record StackType(bool User, StackMode Mode, int Limit) : ScriptType
{
    /// <summary>Most frames that a script can ask for; the kernel may record fewer.</summary>
    public const int MostFrames = 1024;

    /// <inheritdoc/>
    public override int Size => User ? 16 : 8;

    /// <inheritdoc/>
    public override int Alignment => 8;

    /// <inheritdoc/>
    public override string Name => User ? "ustack" : "kstack";
}

/// <summary>A user-space address with its process (<c>usym()</c>, <c>func</c> in uprobes). 16 bytes: u64 address at 0, u32 tgid at 8, u32 tid at 12.</summary>
public sealed record UserSymbolType : ScriptType
{
    /// <summary>The one value.</summary>
    public static readonly UserSymbolType Instance = new();

    /// <inheritdoc/>
    public override int Size => 16;

    /// <inheritdoc/>
    public override int Alignment => 8;

    /// <inheritdoc/>
    public override string Name => "usym_t";
}
