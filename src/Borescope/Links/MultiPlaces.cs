using System;
using System.Collections.Generic;

namespace Borescope.Links;

/// <summary>The places of a multi link, each once, as the kernel takes them.</summary>
/// <param name="expected">About how many there will be.</param>
/// <param name="hasCookies">Whether cookies are kept.</param>
internal sealed class MultiPlaces(int expected, bool hasCookies)
{
    private readonly HashSet<ulong> _seen = new(expected);
    private ulong[] _addresses = new ulong[expected];
    private ulong[] _cookies = hasCookies ? new ulong[expected] : [];
    private int[] _targets = new int[expected];

    internal int Count { get; private set; }

    /// <summary>Their addresses.</summary>
    internal ReadOnlySpan<ulong> Addresses => _addresses.AsSpan(0, Count);

    /// <summary>Their cookies, nothing without.</summary>
    internal ReadOnlySpan<ulong> Cookies => hasCookies ? _cookies.AsSpan(0, Count) : default;

    /// <summary>Adds a place, unless it is there.</summary>
    /// <param name="address">Entry of the function.</param>
    /// <param name="cookie">Its cookie.</param>
    /// <param name="target">Position of the target that asked for it.</param>
    internal void Add(ulong address, ulong cookie, int target)
    {
        if (!_seen.Add(address))
            return;
        if (Count == _addresses.Length)
        {
            // A name can stand for several functions.
            var room = Math.Max(4, Count * 2);
            Array.Resize(ref _addresses, room);
            Array.Resize(ref _targets, room);
            if (hasCookies)
                Array.Resize(ref _cookies, room);
        }

        _addresses[Count] = address;
        _targets[Count] = target;
        if (hasCookies)
            _cookies[Count] = cookie;
        Count++;
    }

    /// <summary>Adds several places of one target.</summary>
    internal void AddAll(IReadOnlyList<ulong> addresses, ulong cookie, int target)
    {
        foreach (var address in addresses)
            Add(address, cookie, target);
    }

    /// <summary>Position of the target that asked for a place.</summary>
    internal int TargetOf(int place) => _targets[place];
}
