namespace Borescope.Maps;

/// <summary>Which elements an update may touch.</summary>
public enum MapUpdateMode : ulong
{
    /// <summary>Create or replace.</summary>
    Any = 0,

    /// <summary>Only create.</summary>
    CreateOnly = 1,

    /// <summary>Only replace.</summary>
    ReplaceOnly = 2,

    /// <summary>Create or replace while holding the spin lock that the value contains (5.1).</summary>
    Locked = 4,
}
