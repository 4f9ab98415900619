using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Types;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Script.Semantics.Kernel;

/// <summary>Prototypes of kernel functions and raw tracepoints: the context of a tracing program holds the arguments in slots of 8 bytes.</summary>
internal sealed class BtfPrototypes(KernelBtf btf, BtfTypes types)
{
    private const int SlotBytes = 8;
    private const string RawPrefix = "btf_trace_";
    private const string IteratorPrefix = "bpf_iter_";
    private const string IteratorContextPrefix = "bpf_iter__";

    private static readonly string[] NamingPrefixes = ["__probestub_", "__traceiter_"];

    private readonly Dictionary<(string Module, string Name), FunctionPrototype?> _functions = [];
    private readonly Dictionary<string, FunctionPrototype?> _tracepoints = [];

    /// <summary>A function; the module empty: the kernel first, then its modules.</summary>
    public FunctionPrototype? Function(string name, string module)
    {
        if (_functions.TryGetValue((module, name), out FunctionPrototype? known))
            return known;
        bool found = module.Length == 0
            ? btf.TryFind(name, BtfKind.Function, out BtfType type)
            : TryFindIn(module, name, out type);
        FunctionPrototype? prototype = found
            ? Of(type, type.Spec!.Name)
            : null;
        _functions.Add((module, name), prototype);
        return prototype;
    }

    /// <summary>The prototype of a FUNC.</summary>
    public FunctionPrototype Of(BtfType function, string module) =>
        new(function.Name, module, function.Id, Slots(function, 0), Space(types.Convert(function.ReturnType)));

    /// <summary>A raw tracepoint, whose first parameter is the kernel's own.</summary>
    public FunctionPrototype? RawTracepoint(string name)
    {
        if (_tracepoints.TryGetValue(name, out FunctionPrototype? known))
            return known;
        FunctionPrototype? prototype = FindRawTracepoint(btf, name, out BtfType function, out BtfType typedef)
            ? new FunctionPrototype(name, typedef.Spec!.Name, typedef.Id, Slots(function, 1), VoidType.Instance)
            : null;
        _tracepoints.Add(name, prototype);
        return prototype;
    }

    /// <summary>Finds the prototype of a raw tracepoint, with names where the kernel has them, and its typedef.</summary>
    public static bool FindRawTracepoint(KernelBtf btf, string name, out BtfType function, out BtfType typedef)
    {
        function = default;
        if (!btf.TryFind(RawPrefix + name, BtfKind.Typedef, out typedef))
            return false;
        function = typedef.Resolve();
        function = function.Kind == BtfKind.Pointer ? function.Target : function;

        // The typedef has no names; the kernel's own functions for the tracepoint do.
        foreach (string prefix in NamingPrefixes)
        {
            if (typedef.Spec!.TryFind(prefix + name, BtfKind.Function, out BtfType named) && named.Parameters.Count == function.Parameters.Count)
            {
                function = named;
                break;
            }
        }

        return true;
    }

    /// <summary>Names of all raw tracepoints.</summary>
    public IEnumerable<string> RawTracepoints()
    {
        foreach (string name in RawTracepoints(btf.Vmlinux))
            yield return name;
        foreach (BtfSpec module in btf.Modules)
        {
            foreach (string name in RawTracepoints(module))
                yield return name;
        }
    }

    private static IEnumerable<string> RawTracepoints(BtfSpec spec)
    {
        foreach (BtfType type in spec.OfKind(BtfKind.Typedef))
        {
            if (type.NameBytes.StartsWith("btf_trace_"u8))
                yield return type.Name[RawPrefix.Length..];
        }
    }

    /// <summary>An iterator: its context is a struct, not slots.</summary>
    public FunctionPrototype? Iterator(string kind) =>
        btf.TryFind(IteratorPrefix + kind, BtfKind.Function, out BtfType function)
        && btf.TryFind(IteratorContextPrefix + kind, BtfKind.Struct, out BtfType context)
            ? new FunctionPrototype(kind, function.Spec!.Name, function.Id, types.Struct(context), VoidType.Instance)
            : null;

    /// <summary>Kinds of iterators, sorted.</summary>
    public IReadOnlyList<string> Iterators()
    {
        var kinds = new List<string>();
        foreach (BtfType type in btf.Vmlinux.OfKind(BtfKind.Struct))
        {
            if (type.NameBytes.StartsWith("bpf_iter__"u8) && Iterator(type.Name[IteratorContextPrefix.Length..]) is { } iterator)
                kinds.Add(iterator.Name);
        }

        kinds.Sort(string.CompareOrdinal);
        return kinds;
    }

    private bool TryFindIn(string module, string name, out BtfType type)
    {
        type = default;
        return btf.FindSpec(module) is { } spec && spec.TryFind(name, BtfKind.Function, out type);
    }

    private StructType Slots(BtfType function, int skip)
    {
        var fields = new List<StructField>();
        int offset = 0;
        for (int i = skip; i < function.Parameters.Count; i++)
        {
            BtfParameter parameter = function.Parameters[i];
            ScriptType type = Space(types.Convert(parameter.Type));
            string name = parameter.Name.Length > 0 ? parameter.Name : "arg" + (i - skip);
            fields.Add(new StructField(name, type, offset));

            // Structs passed by value take as many slots as they fill.
            offset += Math.Max(SlotBytes, (type.Size + SlotBytes - 1) / SlotBytes * SlotBytes);
        }

        return new StructType("", false, offset, name => fields.Find(f => f.Name == name), () => fields);
    }

    // An argument's type says where it leads only for structs: a char pointer may well be the caller's.
    private static ScriptType Space(ScriptType type) =>
        type is PointerType pointer ? pointer with { Space = pointer.Target is StructType ? AddressSpace.Kernel : AddressSpace.Unknown } : type;
}
