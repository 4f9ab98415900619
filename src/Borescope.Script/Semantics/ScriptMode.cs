namespace Borescope.Script.Semantics;

/// <summary>Which probes of a script a run is about.</summary>
public enum ScriptMode
{
    /// <summary>Everything but tests and benchmarks.</summary>
    Trace,

    /// <summary><c>--test</c>: the tests, with begin and end probes around them.</summary>
    Test,

    /// <summary><c>--bench</c>: the benchmarks, with begin and end probes around them.</summary>
    Bench,
}
