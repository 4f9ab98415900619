using Borescope;
using Microsoft.Extensions.Logging;

namespace Hosting;

/// <summary>What the library does, as entries of a logger. The library itself knows no logger, and needs no package for one.</summary>
internal sealed partial class LoggingObserver(ILogger logger) : IBpfObserver
{
    /// <inheritdoc/>
    public void OnAttached(string program, string target, string plan) => LogAttached(program, target, plan);

    /// <inheritdoc/>
    public void OnLost(string map, ulong records) => LogLost(records, map);

    [LoggerMessage(Level = LogLevel.Information, Message = "Program {Program} is attached to {Target}: {Plan}")]
    private partial void LogAttached(string program, string target, string plan);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Records} records did not fit into buffer {Map}")]
    private partial void LogLost(ulong records, string map);
}
