namespace Borescope.Buffers;

/// <summary>What happens when events come faster than they are taken out of a full queue.</summary>
public enum BackPressure
{
    /// <summary>The buffer is not read on: it fills up, and programs lose events when it is full.</summary>
    Wait,

    /// <summary>The oldest event of the queue makes room.</summary>
    DropOldest,

    /// <summary>The event that comes is dropped.</summary>
    DropNewest,
}
