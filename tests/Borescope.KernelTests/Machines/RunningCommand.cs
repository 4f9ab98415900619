using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Borescope.KernelTests.Machines;

/// <summary>A program under way on some machine: what it wrote so far, and signals to it.</summary>
public abstract class RunningCommand : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();
    private readonly object _gate = new();

    /// <summary>Its exit code.</summary>
    public abstract Task<int> Exit { get; }

    /// <summary>The standard output so far.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
            {
                return Text(_output);
            }
        }
    }

    /// <summary>Sends a signal, for instance 2 for SIGINT.</summary>
    public abstract void Signal(int number);

    public abstract void WriteInput(byte[] bytes);

    public abstract void CloseInput();

    /// <summary>Waits until the standard output (and, with <paramref name="orError"/>, the error output) contains a text.</summary>
    /// <exception cref="TimeoutException">It did not come; the message shows what did.</exception>
    public void WaitFor(string text, bool orError = true, TimeSpan? timeout = null)
    {
        long end = Environment.TickCount64 + (long)LabScope.Patience(timeout ?? TimeSpan.FromSeconds(90)).TotalMilliseconds;
        lock (_gate)
        {
            while (!Text(_output).Contains(text, StringComparison.Ordinal) && !(orError && Text(_error).Contains(text, StringComparison.Ordinal)))
            {
                long left = end - Environment.TickCount64;
                if (left <= 0 || (Exit.IsCompleted && !Monitor.Wait(_gate, 500)))
                {
                    throw new TimeoutException($"'{text}' did not appear.\n--- stdout\n{Text(_output)}\n--- stderr\n{Text(_error)}");
                }
                if (!Exit.IsCompleted)
                {
                    Monitor.Wait(_gate, (int)Math.Min(left, 500));
                }
            }
        }
    }

    /// <summary>Waits for the end.</summary>
    public async Task<RunResult> FinishAsync(TimeSpan? timeout = null)
    {
        try
        {
            int code = await Exit.WaitAsync(LabScope.Patience(timeout ?? TimeSpan.FromMinutes(3)), TestContext.Current.CancellationToken);
            return Result(code);
        }
        catch (TimeoutException)
        {
            Signal(9);
            throw new TimeoutException($"The command did not end in time. {Result(-1)}");
        }
    }

    public void Dispose()
    {
        if (!Exit.IsCompleted)
        {
            Signal(9);
        }
        GC.SuppressFinalize(this);
    }

    protected void AddOutput(ReadOnlySpan<byte> bytes) => Add(_output, bytes);

    protected void AddError(ReadOnlySpan<byte> bytes) => Add(_error, bytes);

    private void Add(MemoryStream stream, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            stream.Write(bytes);
            Monitor.PulseAll(_gate);
        }
    }

    private RunResult Result(int code)
    {
        lock (_gate)
        {
            return new RunResult(code, _output.ToArray(), _error.ToArray());
        }
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
}
