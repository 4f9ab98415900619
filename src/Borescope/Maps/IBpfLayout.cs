using System.Collections.Generic;

namespace Borescope.Maps;

/// <summary>
/// A structure that says where its fields lie, so that they can be compared with the kernel's types (BTF) when a map or buffer is opened with it. Without
/// it only sizes are compared: there is no reflection. Code that is generated from an object file implements it.
/// </summary>
/// <example><code>
/// struct Event : IBpfLayout
/// {
///     public uint Pid;
///     public ulong Started;
///
///     readonly IReadOnlyList&lt;LayoutField&gt; IBpfLayout.Layout => [new("pid", 0, 4), new("started", 8, 8)];
/// }
/// </code></example>
public interface IBpfLayout
{
    /// <summary>The fields, named as in C. Padding and bit fields are left out; <c>a.b</c> names a member of a structure inside. The same for all values of the type.</summary>
    IReadOnlyList<LayoutField> Layout { get; }
}
