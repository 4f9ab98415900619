using System;
using System.Collections.Generic;
using System.Linq;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Borescope.KernelTests.Machines.LongestFirst))]

namespace Borescope.KernelTests.Machines;

/// <summary>Starts the classes that take minutes before all others, so that none of them is left to run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        "LibraryOnLinux612", "LibraryOnLinux61", "ScriptsOnLinux612", "ScriptsOnLinux61", "PackageTests", "RecipeTests", "ScriptsOnThisKernel", "DemoTests", "ReadmeTests", "KeptObjectTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : Xunit.Sdk.ITestCollection =>
        [.. testCollections.OrderBy(static collection => Place(collection.TestCollectionDisplayName)).ThenBy(static collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    // The name of a class's own collection holds the class's, a blank behind it.
    private static int Place(string collection)
    {
        int place = Array.FindIndex(Long, name => collection.Contains($".{name} ", StringComparison.Ordinal));
        return place < 0 ? Long.Length : place;
    }
}
