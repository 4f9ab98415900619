using System.Collections.Generic;

namespace Borescope.Links;

/// <summary>Several links that one request needed.</summary>
public sealed class LinkSet : Link
{
    private readonly IReadOnlyList<Link> _links;

    internal LinkSet(AttachMechanism mechanism, string target, IReadOnlyList<Link> links, IReadOnlyList<AttachFailure> failures)
        : base(mechanism, target)
    {
        _links = links;
        Failures = failures;
    }

    /// <summary>The parts.</summary>
    public IReadOnlyList<Link> Links => _links;

    /// <summary>Places that could not be probed and were left out.</summary>
    public IReadOnlyList<AttachFailure> Failures { get; }

    /// <inheritdoc/>
    public override ulong? MissedCount
    {
        get
        {
            ulong? sum = null;
            foreach (var link in _links)
            {
                if (link.MissedCount is { } missed)
                    sum = (sum ?? 0) + missed;
            }

            return sum;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LinkInfo> ReadInfo()
    {
        var all = new List<LinkInfo>();
        foreach (var link in _links)
            all.AddRange(link.ReadInfo());
        return all;
    }

    /// <inheritdoc/>
    public override bool CanDisable
    {
        get
        {
            foreach (var link in _links)
            {
                if (!link.CanDisable)
                    return false;
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public override void SetEnabled(bool enabled)
    {
        foreach (var link in _links)
            link.SetEnabled(enabled);
    }

    /// <inheritdoc/>
    public override bool CanPin
    {
        get
        {
            foreach (var link in _links)
            {
                if (!link.CanPin)
                    return false;
            }

            return _links.Count > 0;
        }
    }

    /// <summary>Pins every part, under the path with a number behind it.</summary>
    /// <inheritdoc/>
    public override void Pin(string path)
    {
        for (var index = 0; index < _links.Count; index++)
            _links[index].Pin($"{path}_{index}");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            LinkRelease.All(_links);
    }
}

/// <summary>A place that could not be probed.</summary>
/// <param name="Target">The place.</param>
/// <param name="Error">Why.</param>
public sealed record AttachFailure(string Target, Kernel.BpfException Error);
