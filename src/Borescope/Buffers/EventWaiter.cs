using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using Borescope.Kernel;

namespace Borescope.Buffers;

/// <summary>Lets one asynchronous reader wait for its buffer without a thread of its own, again and again without allocating.</summary>
internal sealed class EventWaiter : IValueTaskSource, IDisposable
{
    private readonly EventLoop _loop;
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _token;
    private int _isWaiting;

    internal EventWaiter(EventLoop loop, EventBuffer buffer, ulong token)
    {
        _loop = loop;
        Buffer = buffer;
        Token = token;
    }

    internal EventBuffer Buffer { get; }

    internal ulong Token { get; }

    /// <summary>Waits until there may be records.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="BpfException">The kernel refused to wait.</exception>
    internal ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _source.Reset();
        _token = cancellationToken;
        Volatile.Write(ref _isWaiting, 1);
        _cancellation = cancellationToken.UnsafeRegister(static waiter => ((EventWaiter)waiter!).Cancel(), this);
        try
        {
            _loop.Arm(this);
        }
        catch (BpfException error)
        {
            Fail(error);
        }

        return new ValueTask(this, _source.Version);
    }

    /// <summary>Ends the present wait; nothing happens when there is none.</summary>
    internal void Signal()
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
            _source.SetResult(true);
    }

    internal void Fail(BpfException error)
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
            _source.SetException(error);
    }

    /// <summary>Stops watching the buffer.</summary>
    public void Dispose() => _loop.Leave(this);

    /// <inheritdoc/>
    public void GetResult(short token)
    {
        _cancellation.Dispose();
        _source.GetResult(token);
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Cancel()
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
            _source.SetException(new OperationCanceledException(_token));
    }
}
