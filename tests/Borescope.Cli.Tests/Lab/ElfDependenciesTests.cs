using System.IO;
using Borescope.Cli.Lab;
using Borescope.Cli.Lab.Host;

namespace Borescope.Cli.Tests.Lab;

public sealed class ElfDependenciesTests
{
    [Fact]
    public void A_dynamic_program_names_its_loader_and_the_c_library()
    {
        (string? interpreter, var libraries) = ElfDependencies.Find("/bin/sh");
        Assert.NotNull(interpreter);
        Assert.True(File.Exists(interpreter));
        Assert.Contains(libraries, path => Path.GetFileName(path).StartsWith("libc.", System.StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_no_program_is_refused() =>
        Assert.Throws<LabException>(() => ElfDependencies.Find("/etc/passwd"));

    [Fact]
    public void A_cut_program_is_refused()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, File.ReadAllBytes("/bin/sh")[..200]);
            Assert.Throws<LabException>(() => ElfDependencies.Find(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
