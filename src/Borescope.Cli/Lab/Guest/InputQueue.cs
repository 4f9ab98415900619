using System.Collections.Generic;
using System.Threading;

namespace Borescope.Cli.Lab.Guest;

/// <summary>Input on its way to a command: filled by the channel's thread, emptied by the command's.</summary>
internal sealed class InputQueue
{
    private readonly Queue<byte[]> _waiting = new();
    private bool _ended;

    /// <summary>Adds bytes; dropped once the input has ended.</summary>
    internal void Add(byte[] bytes)
    {
        lock (_waiting)
        {
            if (!_ended)
            {
                _waiting.Enqueue(bytes);
                Monitor.Pulse(_waiting);
            }
        }
    }

    /// <summary>No more will come; what waits is still handed out.</summary>
    internal void End()
    {
        lock (_waiting)
        {
            _ended = true;
            Monitor.Pulse(_waiting);
        }
    }

    /// <summary>Waits for the next bytes.</summary>
    /// <returns>False at the end.</returns>
    internal bool TryTake(out byte[] bytes)
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0 && !_ended)
            {
                Monitor.Wait(_waiting);
            }
            return _waiting.TryDequeue(out bytes!);
        }
    }
}
