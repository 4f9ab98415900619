using System;
using System.IO;
using System.Threading;
using Borescope.Kernel;

namespace Borescope.Tests.Kernel;

public sealed class HeldCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("held").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_command_waits_as_one_thread_and_keeps_its_pid()
    {
        var file = Path.Combine(_folder, "out");
        using var held = HeldCommand.Start(["sh", "-c", $"echo $$ >{file}.new; mv {file}.new {file}"]);
        Assert.Single(Directory.GetDirectories($"/proc/{held.Pid}/task"));
        Assert.False(held.HasExited);
        Assert.False(File.Exists(file));
        held.Release();
        Assert.True(SpinWait.SpinUntil(() => held.HasExited, TimeSpan.FromSeconds(60)));
        Assert.Equal($"{held.Pid}\n", File.ReadAllText(file));
    }

    [Fact]
    public void What_cannot_be_executed_says_why()
    {
        var file = Path.Combine(_folder, "text");
        File.WriteAllText(file, "no program");
        using var held = HeldCommand.Start([file]);
        Assert.Contains("permission denied", Assert.Throws<HeldCommandException>(() => held.Release()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_is_mapped_and_has_not_begun_when_it_can_be_looked_at()
    {
        var file = Path.Combine(_folder, "out");
        using var held = HeldCommand.Start(["touch", file]);
        var maps = "";
        held.Release(() =>
        {
            maps = File.ReadAllText($"/proc/{held.Pid}/maps");
            Assert.Contains("(tracing stop)", File.ReadAllText($"/proc/{held.Pid}/status"), StringComparison.Ordinal);
        });
        Assert.Contains("/touch", maps, StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => held.HasExited, TimeSpan.FromSeconds(60)));
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void What_cannot_be_executed_says_why_when_it_would_be_stopped()
    {
        var file = Path.Combine(_folder, "text");
        File.WriteAllText(file, "no program");
        using var held = HeldCommand.Start([file]);
        Assert.Contains("permission denied", Assert.Throws<HeldCommandException>(() => held.Release(() => Assert.Fail("it is not executed"))).Message, StringComparison.Ordinal);
        Assert.True(held.HasExited);
    }

    [Fact]
    public void A_command_that_is_not_released_ends()
    {
        int pid;
        using (var held = HeldCommand.Start(["sleep", "1000"]))
            pid = held.Pid;
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }
}
