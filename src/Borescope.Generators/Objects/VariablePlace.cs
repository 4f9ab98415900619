namespace Borescope.Generators.Objects;

/// <summary>Where a variable lives.</summary>
internal enum VariablePlace
{
    /// <summary>In memory that programs and user space share.</summary>
    Live,

    /// <summary>In memory that nobody changes after loading.</summary>
    Constant,

    /// <summary>Among the kernel's configuration.</summary>
    Configuration,
}
