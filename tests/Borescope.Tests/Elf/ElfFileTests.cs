using System.Text;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Tests.Elf;

public class ElfFileTests
{
    [Fact]
    public void The_running_program_has_loaded_segments_and_an_executable_one()
    {
        Assert.True(ElfFile.TryOpen(SystemCalls.Instance, "/proc/self/exe", out var file, out var diagnostic), diagnostic);
        using (file)
        {
            Assert.Contains(file!.Segments.ToArray(), static segment => segment.IsLoaded && segment.IsExecutable);
            Assert.Empty(file.Diagnostics);
        }
    }

    [Fact]
    public void A_directory_is_refused_with_its_path()
    {
        Assert.False(ElfFile.TryOpen(SystemCalls.Instance, "/tmp", out _, out var diagnostic));
        Assert.Contains("/tmp", diagnostic);
    }

    [Fact]
    public void A_missing_file_is_refused_with_its_path_and_reason()
    {
        Assert.False(ElfFile.TryOpen(SystemCalls.Instance, "/nowhere/at/all", out _, out var diagnostic));
        Assert.Contains("/nowhere/at/all", diagnostic);
        Assert.Contains("no such file", diagnostic);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh\n")]
    [InlineData("\x7f")]
    [InlineData("\x7fELF")]
    [InlineData("\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0")]
    public void Bytes_that_are_no_ELF_file_are_refused(string content) =>
        Assert.False(ElfFile.TryRead(SystemCalls.Instance, Encoding.Latin1.GetBytes(content), "test", out _, out _));
}
