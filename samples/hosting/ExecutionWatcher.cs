using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hosting;

/// <summary>Logs every program that is started on this machine, as a service of the host.</summary>
internal sealed partial class ExecutionWatcher(ILogger<ExecutionWatcher> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using ExecutionProbe probe = ExecutionProbe.Load();
        probe.Object.Observer = new LoggingObserver(logger);
        probe.Attach();
        await foreach (ExecutionProbe.Execution execution in probe.ReadExecutions<ExecutionProbe.Execution>(stoppingToken))
        {
            string program = execution.Comm.ToString();
            LogExecution(program, execution.Pid, execution.Uid);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Program} started as process {Pid} of user {Uid}")]
    private partial void LogExecution(string program, uint pid, uint uid);
}
