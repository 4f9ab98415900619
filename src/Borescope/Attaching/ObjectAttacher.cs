using System;
using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Objects;

namespace Borescope.Attaching;

/// <summary>Attaches programs of object files where their sections say.</summary>
public sealed class ObjectAttacher
{
    private readonly SectionTargets _targets;
    private readonly UsdtTargets _markers;
    private readonly ProbeAttacher _attacher;

    /// <summary>Prepares for the running kernel.</summary>
    public ObjectAttacher(RunningKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        _targets = new SectionTargets(kernel);
        _markers = new UsdtTargets(kernel);
        _attacher = new ProbeAttacher(kernel.Facts);
    }

    /// <summary>Attaches one program that is loaded; it is loaded anew when the way of attaching wants that.</summary>
    /// <param name="target">Holds the program.</param>
    /// <param name="program">The program.</param>
    /// <param name="plan">How it was attached, and why so; null when its section does not say where.</param>
    /// <returns>The link, null when the section does not say where.</returns>
    /// <exception cref="BpfException">It cannot be attached; of several attempts the first error is told.</exception>
    public Link? Attach(LoadedObject target, ProgramSpec program, out AttachPlan? plan)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(program);
        plan = null;
        var request = program is { Attach: ProgramAttach.Usdt, AttachTarget.Length: > 0 } ? _markers.Find(target, program) : _targets.Find(program);
        return request is not null ? Attach(target, program, request, out plan) : null;
    }

    /// <summary>Attaches one program that is loaded, where the caller says.</summary>
    /// <param name="target">Holds the program.</param>
    /// <param name="program">The program.</param>
    /// <param name="request">Where.</param>
    /// <param name="plan">How it was attached, and why so.</param>
    /// <exception cref="BpfException">It cannot be attached; of several attempts the first error is told.</exception>
    public Link Attach(LoadedObject target, ProgramSpec program, ProbeRequest request, out AttachPlan plan)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(program);
        if (target.Programs.TryGetValue(program.Name, out var loaded))
        {
            BpfException? first = null;
            foreach (var candidate in _attacher.Planner.PlanAlternatives(request))
            {
                if (candidate.ExpectedAttachType != loaded.ExpectedAttachType)
                    continue;
                try
                {
                    plan = candidate;
                    return _attacher.Attach(candidate, loaded);
                }
                catch (BpfException error)
                {
                    first ??= error;
                }
            }

            if (first is not null)
                throw first;
        }

        return _attacher.Attach(target, program, request, out plan);
    }

    /// <summary>Attaches every loaded program whose section says where.</summary>
    /// <param name="target">The programs.</param>
    /// <param name="attached">Told about each: the program, how it was attached, and the link.</param>
    /// <returns>The links. When one fails, those made before are detached again.</returns>
    /// <exception cref="BpfException">One cannot be attached.</exception>
    public IReadOnlyList<Link> AttachAll(LoadedObject target, Action<ProgramSpec, AttachPlan, Link>? attached = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        var links = new List<Link>();
        try
        {
            foreach (var program in target.Spec.Programs)
            {
                if (!target.Programs.ContainsKey(program.Name) || Attach(target, program, out var plan) is not { } link)
                    continue;
                links.Add(link);
                attached?.Invoke(program, plan!, link);
            }

            return links;
        }
        catch
        {
            LinkRelease.All(links);
            throw;
        }
    }
}
