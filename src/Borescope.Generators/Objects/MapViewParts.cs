using System;

namespace Borescope.Generators.Objects;

/// <summary>Which types of a map a view is made of, in the order of its type arguments.</summary>
[Flags]
internal enum MapViewParts
{
    None = 0,

    /// <summary>The key's.</summary>
    Key = 1,

    /// <summary>That of the address, which stands in the key behind a length.</summary>
    Address = 2,

    /// <summary>The value's.</summary>
    Value = 4,
}
