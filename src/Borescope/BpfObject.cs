using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Borescope.Attaching;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Maps;
using Borescope.Objects;
using Borescope.Programs;

namespace Borescope;

/// <summary>
/// An object in the kernel together with its links: the short way from a file to programs that run. Disposing it detaches and unloads everything that is
/// not pinned. The steps in between are <see cref="ObjectSpec"/>, <see cref="ObjectLoader"/> and <see cref="ObjectAttacher"/>.
/// </summary>
public sealed partial class BpfObject : IDisposable
{
    private const string KconfigMap = ".kconfig";
    private readonly RunningKernel _kernel;
    private readonly bool _ownsKernel;
    private readonly ObjectAttacher _attacher;
    private readonly List<Link> _links = [];

    private BpfObject(RunningKernel kernel, bool ownsKernel, LoadedObject loaded)
    {
        _kernel = kernel;
        _ownsKernel = ownsKernel;
        _attacher = new ObjectAttacher(kernel);
        Loaded = loaded;
    }

    /// <summary>What is in the kernel.</summary>
    public LoadedObject Loaded { get; }

    /// <summary>Told about what is attached and lost from now on; null for nobody.</summary>
    public IBpfObserver? Observer { get; set; }

    /// <summary>What it was made from.</summary>
    public ObjectSpec Spec => Loaded.Spec;

    /// <summary>Maps by name.</summary>
    public IReadOnlyDictionary<string, BpfMap> Maps => Loaded.Maps;

    /// <summary>Programs by name.</summary>
    public IReadOnlyDictionary<string, BpfProgram> Programs => Loaded.Programs;

    /// <summary>What is attached so far.</summary>
    public IReadOnlyList<Link> Links => _links;

    /// <summary>Reads an object file and loads it; nothing is attached yet.</summary>
    /// <param name="path">A file that clang built with <c>-g -target bpf</c>.</param>
    /// <param name="edit">Sets variables, resizes maps, drops programs before loading.</param>
    /// <param name="kernel">The running kernel, when the caller has looked at it already; it must outlive the object.</param>
    /// <exception cref="ObjectFormatException">The file cannot be read, or is no such object.</exception>
    /// <exception cref="VerifierException">The verifier refused a program.</exception>
    /// <exception cref="BpfException">The kernel refused something else.</exception>
    public static BpfObject Load(string path, Action<ObjectSpec>? edit = null, RunningKernel? kernel = null)
    {
        var spec = ObjectSpec.Read(path);
        edit?.Invoke(spec);
        return Load(spec, kernel);
    }

    /// <summary>Loads an object; nothing is attached yet.</summary>
    /// <param name="spec">The object.</param>
    /// <param name="kernel">The running kernel, when the caller has looked at it already; it must outlive the object.</param>
    /// <exception cref="VerifierException">The verifier refused a program.</exception>
    /// <exception cref="BpfException">The kernel refused something else.</exception>
    public static BpfObject Load(ObjectSpec spec, RunningKernel? kernel = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var own = kernel is null ? new RunningKernel() : null;
        try
        {
            var used = kernel ?? own!;
            return new BpfObject(used, own is not null, new ObjectLoader(used.Calls, used).Load(spec));
        }
        catch
        {
            own?.Dispose();
            throw;
        }
    }

    /// <summary>Attaches every loaded program whose section says where.</summary>
    /// <returns>The new links; they last until they or the object are disposed.</returns>
    /// <exception cref="BpfException">One cannot be attached; those attached before it are detached again.</exception>
    public IReadOnlyList<Link> Attach()
    {
        var links = _attacher.AttachAll(Loaded, (program, plan, link) => Observer?.OnAttached(program.Name, link.Target, plan.Text));
        _links.AddRange(links);
        return links;
    }

    /// <summary>Attaches one program where its section says.</summary>
    /// <param name="program">Name.</param>
    /// <exception cref="KeyNotFoundException">There is no such program.</exception>
    /// <exception cref="BpfException">It cannot be attached, or its section does not say where.</exception>
    public Link Attach(string program)
    {
        var link = _attacher.Attach(Loaded, Program(program), out var plan) ?? throw new BpfException(
            $"cannot attach program {program}: its section '{Program(program).Section}' does not say where", KernelOperation.LinkCreate, program,
            "say it in the section, as in SEC(\"kprobe/FUNCTION\"), or give a request");
        _links.Add(link);
        Observer?.OnAttached(program, link.Target, plan!.Text);
        return link;
    }

    /// <summary>Attaches one program where the caller says.</summary>
    /// <param name="program">Name.</param>
    /// <param name="request">Where.</param>
    /// <exception cref="KeyNotFoundException">There is no such program.</exception>
    /// <exception cref="BpfException">It cannot be attached.</exception>
    public Link Attach(string program, ProbeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var link = _attacher.Attach(Loaded, Program(program), request, out var plan);
        _links.Add(link);
        Observer?.OnAttached(program, link.Target, plan.Text);
        return link;
    }

    /// <summary>A global variable in place: programs and the caller share the memory (5.5). Valid until the object is disposed.</summary>
    /// <param name="name">Name as the source spells it.</param>
    /// <exception cref="KeyNotFoundException">There is no such variable.</exception>
    /// <exception cref="ArgumentException">The type has another size, or the variable is a constant.</exception>
    /// <exception cref="BpfException">The kernel cannot map the variable's map into memory.</exception>
    public ref T Variable<T>(string name)
        where T : unmanaged => ref Loaded.Variable<T>(name);

    /// <summary>The value that a constant was loaded with.</summary>
    /// <param name="name">Name as the source spells it.</param>
    /// <exception cref="KeyNotFoundException">There is no such variable.</exception>
    /// <exception cref="ArgumentException">The type has another size.</exception>
    public T Constant<T>(string name)
        where T : unmanaged => (Spec.FindVariable(name) ?? throw new KeyNotFoundException($"the object has no variable {name}")).Get<T>();

    /// <summary>A value of the kernel's configuration that the object declares with <c>__kconfig</c>, as its programs see it.</summary>
    /// <param name="name">Name: <c>CONFIG_HZ</c>, <c>LINUX_KERNEL_VERSION</c>.</param>
    /// <exception cref="KeyNotFoundException">The object declares no such value.</exception>
    /// <exception cref="ArgumentException">The type has another size.</exception>
    /// <exception cref="BpfException">The kernel refused to show it.</exception>
    public unsafe T Configuration<T>(string name)
        where T : unmanaged
    {
        foreach (var item in Spec.Externs)
        {
            if (item.Kind != ExternKind.Configuration || item.Name != name)
                continue;
            if (sizeof(T) != item.Size)
                throw new ArgumentException($"{name} has {item.Size} bytes, {typeof(T).Name} has {sizeof(T)}", nameof(name));
            var map = Maps[KconfigMap];
            var bytes = new byte[map.ValueBytes];
            map.TryLookup(new byte[sizeof(uint)], bytes);
            return MemoryMarshal.Read<T>(bytes.AsSpan(item.Offset));
        }

        throw new KeyNotFoundException($"the object declares no option {name}");
    }

    /// <summary>Detaches and unloads everything.</summary>
    public void Dispose()
    {
        LinkRelease.All(_links);
        _links.Clear();
        Loaded.Dispose();
        if (_ownsKernel)
            _kernel.Dispose();
    }

    private ProgramSpec Program(string name) => Spec.FindProgram(name) ?? throw new KeyNotFoundException($"the object has no program {name}");
}
