using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Borescope.Generators.Tests;

/// <summary>Objects with anything in them: the generator ends in diagnostics, or in code that compiles.</summary>
public sealed class HostileObjectTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("borescope-generator-").FullName, "hostile.bpf.o");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Damaged_objects_never_fail_the_generator()
    {
        byte[] original = File.ReadAllBytes(Generation.Item.Case("shapes.bpf.o").Path);
        var random = new Random(20);
        for (int round = 0; round < 200; round++)
        {
            byte[] bytes = (byte[])original.Clone();
            for (int change = random.Next(1, 6); change > 0; change--)
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(1 << random.Next(8));
            if (random.Next(10) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            Check(bytes, $"round {round}", compile: round % 20 == 0);
        }
    }

    [Theory]
    [InlineData("when_ns", "a\n*/}\"{")]
    [InlineData("when_ns", "</c>&]]")]
    [InlineData("when_ns", "static!")]
    [InlineData("last_point", "\\\"; \u00e9\u00e9 ")]
    [InlineData("on_enter", "Dispose1")]
    [InlineData("target_pid", "MemberwiseC")]
    [InlineData("event\0", "Event\0")]
    [InlineData("verdict\0", "Action_\0")]
    [InlineData("who\0", "it'\0")]
    public void Names_that_are_no_names_of_C_sharp(string name, string instead)
    {
        byte[] bytes = File.ReadAllBytes(Generation.Item.Case("shapes.bpf.o").Path);
        byte[] from = Encoding.UTF8.GetBytes(name);
        byte[] to = Encoding.UTF8.GetBytes(instead);
        Array.Resize(ref to, from.Length);
        int found = 0;
        for (int at = bytes.AsSpan().IndexOf(from); at >= 0; found++)
        {
            to.CopyTo(bytes, at);
            int next = bytes.AsSpan(at + from.Length).IndexOf(from);
            at = next < 0 ? -1 : at + from.Length + next;
        }

        Assert.True(found > 0);
        Assert.True(Check(bytes, instead, compile: true));
    }

    // Whether there was code.
    private bool Check(byte[] bytes, string what, bool compile)
    {
        File.WriteAllBytes(_path, bytes);
        Generation generation = Generation.Of([new Generation.Item(_path)]);
        Assert.True(generation.Run.Exception is null, $"{what}: {generation.Run.Exception}");
        Assert.DoesNotContain(generation.Diagnostics, diagnostic => diagnostic.Id == "BSC010");
        if (generation.Run.GeneratedSources.IsEmpty)
        {
            Assert.Contains(generation.Diagnostics, diagnostic => diagnostic.Id is "BSC002");
            return false;
        }

        if (compile)
        {
            using var image = new MemoryStream();
            var errors = generation.Result.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            Assert.True(!errors.Any(), $"{what}: {string.Join("\n", errors)}");
        }

        return true;
    }
}
