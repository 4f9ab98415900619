using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Borescope.Generators.Objects;

/// <summary>The diagnostics of <c>BpfObject</c> items; one row each.</summary>
internal static class ObjectRules
{
    private const string Category = "Borescope";

    internal static readonly DiagnosticDescriptor Unreadable = new(
        "BSC001", "The file of a BpfObject item cannot be read", "{0} cannot be read: {1}; build it before this project, or correct the path of the BpfObject item", Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true);

    internal static readonly DiagnosticDescriptor NoObject = new(
        "BSC002", "The file of a BpfObject item is not a BPF object", "{0} is not a BPF object that can be loaded: {1}", Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true);

    internal static readonly DiagnosticDescriptor NoTypes = new(
        "BSC003", "A BPF object has no types", "{0} has no types (section .BTF), so its keys, values and variables stay bytes; build it with clang -g", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true);

    internal static readonly DiagnosticDescriptor UnknownType = new(
        "BSC004", "A BPF object has no such type",
        "{0} has no type '{1}'; clang keeps only types that maps, variables and functions use: add a line such as 'const struct {1} *unused_{1} __attribute__((unused));'", Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true);

    internal static readonly DiagnosticDescriptor Untyped = new(
        "BSC005", "A part of a BPF object has no C# type", "{0}: {1} has a type that C# cannot express and is reached as bytes only", Category,
        DiagnosticSeverity.Info, isEnabledByDefault: true);

    internal static readonly DiagnosticDescriptor SameClass = new(
        "BSC006", "Two BpfObject items give the same class", "{0} gives class {1}, which another BpfObject item gives already; set ClassName or Namespace on one of them", Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true);

    internal static readonly DiagnosticDescriptor NoClassName = new(
        "BSC007", "A BpfObject item names no class", "'{1}' cannot be the name of the class or namespace for {0}; set ClassName and Namespace to C# names", Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true);

    internal static readonly DiagnosticDescriptor TooLarge = new(
        "BSC008", "A BPF object is too large", "{0} has {1}; strip what the kernel does not need with llvm-strip -g, which keeps the types", Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true);

    internal static readonly DiagnosticDescriptor LeftOut = new(
        "BSC009", "A part of a BPF object is not understood", "{0}: {1}", Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true);

    internal static readonly DiagnosticDescriptor Failed = new(
        "BSC010", "The generator failed", "the generator of Borescope failed at {0} with {1}; this is an error of Borescope, please report it with the file", Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true);

    private static readonly Dictionary<string, DiagnosticDescriptor> s_byId = new()
    {
        [Unreadable.Id] = Unreadable,
        [NoObject.Id] = NoObject,
        [NoTypes.Id] = NoTypes,
        [UnknownType.Id] = UnknownType,
        [Untyped.Id] = Untyped,
        [SameClass.Id] = SameClass,
        [NoClassName.Id] = NoClassName,
        [TooLarge.Id] = TooLarge,
        [LeftOut.Id] = LeftOut,
        [Failed.Id] = Failed,
    };

    internal static Diagnostic At(string path, Finding finding) => Diagnostic.Create(
        s_byId[finding.Id], Location.Create(path, default, default), finding.First, finding.Second);

    internal static Finding Found(this DiagnosticDescriptor rule, string first, string second = "") => new(rule.Id, first, second);
}
