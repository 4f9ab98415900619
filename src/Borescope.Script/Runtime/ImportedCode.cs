using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics.Kernel;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;
using Borescope.Sources;

namespace Borescope.Script.Runtime;

/// <summary>The C code that a script imports, compiled: its functions for the analysis, its objects to be linked with the script's programs.</summary>
internal sealed class ImportedCode : IDisposable
{
    private readonly List<ObjectSpec> _objects = [];
    private readonly List<BtfSpec> _types = [];
    private readonly Dictionary<string, FunctionPrototype> _functions = new(StringComparer.Ordinal);

    private ImportedCode()
    {
    }

    /// <summary>The objects, in the order of the imports.</summary>
    public IReadOnlyList<ObjectSpec> Objects => _objects;

    /// <summary>What the script can call.</summary>
    public IReadOnlyDictionary<string, FunctionPrototype> Functions => _functions;

    /// <summary>Compiles and reads all imports of a script.</summary>
    /// <param name="tree">The script.</param>
    /// <param name="kernel">The kernel's types; null when it shows none.</param>
    /// <param name="model">The machine.</param>
    /// <param name="diagnostics">Receives what the compiler says.</param>
    public static ImportedCode Read(SyntaxTree tree, KernelBtf? kernel, IKernelModel model, DiagnosticBag diagnostics)
    {
        var code = new ImportedCode();
        foreach (CodeImport import in tree.CodeImports)
        {
            if (ReadObject(import, tree.Source, diagnostics) is { } spec)
                code.Add(spec, import, kernel, model, tree.Source, diagnostics);
        }

        return code;
    }

    public void Dispose()
    {
        foreach (BtfSpec types in _types)
            types.Dispose();
    }

    private static ObjectSpec? ReadObject(CodeImport import, ScriptSource source, DiagnosticBag diagnostics)
    {
        try
        {
            return import.Path.EndsWith(".o", StringComparison.Ordinal) ? ObjectSpec.Read(import.Path) : CProgram.CompileObject(import.Path);
        }
        catch (Exception error) when (error is CompileFailedException or ObjectFormatException or BpfException)
        {
            diagnostics.Error(source, import.Span, error.Message.TrimEnd());
            return null;
        }
    }

    private void Add(ObjectSpec spec, CodeImport import, KernelBtf? kernel, IKernelModel model, ScriptSource source, DiagnosticBag diagnostics)
    {
        if (!BtfSpec.TryRead(spec.Btf, out BtfSpec? types, out string? problem, spec.Name))
        {
            diagnostics.Error(source, import.Span, $"'{import.Path}' has no types of its functions: {problem}", "compile it with -g");
            return;
        }

        _types.Add(types!);
        var prototypes = new ObjectPrototypes(types!, kernel, model);
        foreach (ProgramSpec function in spec.Subprograms)
        {
            FunctionPrototype? prototype = prototypes.Of(function.Name, function.Functions.Count > 0 ? (uint)function.Functions[0].BtfTypeId : 0, out string? reason);
            if (prototype is null)
                diagnostics.Warning(source, import.Span, $"scripts cannot call {function.Name}() of '{import.Path}': {reason}");
            else if (!_functions.TryAdd(function.Name, prototype))
                diagnostics.Error(source, import.Span, $"the function '{function.Name}' is imported twice");
        }

        if (spec.Programs.Count > 0)
        {
            diagnostics.Warning(source, import.Span, $"programs of imported code are not attached: {string.Join(", ", Names(spec))}", "functions without SEC() can be called");
            spec.Programs.Clear();
        }

        _objects.Add(spec);
    }

    private static IEnumerable<string> Names(ObjectSpec spec)
    {
        foreach (ProgramSpec program in spec.Programs)
            yield return program.Name;
    }
}
