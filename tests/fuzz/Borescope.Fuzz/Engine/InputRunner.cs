using System;

namespace Borescope.Fuzz.Engine;

/// <summary>Runs one input and tells which promise it broke.</summary>
internal sealed class InputRunner(FuzzTarget target, Observer observer)
{
    /// <summary>The kind of the failure and all that is known about it; null when all is well.</summary>
    internal (string Kind, string Detail)? Run(ReadOnlySpan<byte> input, out bool isNew)
    {
        observer.Begin();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var begun = ThreadClock.Now;
        (string, string)? failure = null;
        try
        {
            target.Run(input, observer);
        }
        catch (Exception error) when (target.IsDocumented(error))
        {
            observer.Text(error.Message);
        }
        catch (Exception error)
        {
            failure = (FuzzFailure.KindOf(error), error.ToString());
        }

        isNew = observer.End();
        if (failure is not null)
            return failure;
        var time = ThreadClock.Now - begun;
        if (time > FuzzLimits.Time)
            return ("too slow", $"the input took {time.TotalSeconds:f1} s");
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return allocated > FuzzLimits.AllocatedBytes ? ("too much memory", $"the input allocated {allocated >> 20} MB") : null;
    }
}
