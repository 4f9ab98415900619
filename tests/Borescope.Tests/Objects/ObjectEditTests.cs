using System;
using System.Collections.Generic;
using System.IO;
using Borescope.Compiler;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Tests.Objects;

/// <summary>Edits of an object that are not possible say which argument is at fault.</summary>
public sealed class ObjectEditTests
{
    [Fact]
    public void What_was_looked_for_in_vain_is_refused_by_its_parameter()
    {
        var spec = new ObjectSpec();
        Assert.Throws<ArgumentNullException>("map", () => spec.Replace(spec.FindMap("nope")!));
        Assert.Throws<ArgumentNullException>("program", () => spec.Replace(spec.FindProgram("nope")!));
        Assert.Throws<ArgumentNullException>("library", () => spec.Link(null!));
        Assert.Throws<ArgumentNullException>("item", () => spec.Maps.Add(spec.FindMap("nope")!));
        Assert.Throws<ArgumentNullException>("item", () => spec.Programs.Add(spec.FindProgram("nope")!));
        Assert.Throws<ArgumentNullException>("stream", () => ObjectSpec.Read((Stream)null!));
        Assert.Throws<ArgumentNullException>("spec", () => BpfObject.Load((ObjectSpec)null!));
        Assert.Throws<KeyNotFoundException>(() => spec.Set("nope", 1));
        Assert.Empty(spec.Maps);
        Assert.Empty(spec.Programs);
    }

    [Fact]
    public void A_changed_map_or_program_takes_the_place_of_the_old_one()
    {
        var spec = new ObjectSpec();
        spec.Maps.Add(new MapSpec { Name = "counts", Type = BpfMapType.Array, MaxEntries = 1 });
        spec.Programs.Add(new ProgramSpec { Name = "counter", Type = BpfProgramType.Kprobe, Instructions = [] });
        spec.Replace(spec.FindMap("counts")! with { MaxEntries = 7 });
        spec.Replace(spec.FindProgram("counter")! with { Section = "kprobe/f" });
        Assert.Equal((7u, "kprobe/f"), (Assert.Single(spec.Maps).MaxEntries, Assert.Single(spec.Programs).Section));
        Assert.Throws<ArgumentNullException>("item", () => spec.Maps[0] = null!);
    }
}
