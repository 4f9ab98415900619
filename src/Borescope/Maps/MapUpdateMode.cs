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
}
