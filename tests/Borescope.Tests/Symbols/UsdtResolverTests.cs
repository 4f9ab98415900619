using System;
using System.IO;
using System.Linq;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Symbols;
using Borescope.Tests.Elf;

namespace Borescope.Tests.Symbols;

public sealed class UsdtResolverTests : IClassFixture<Toolchain>
{
    private readonly Toolchain _tools;
    private readonly UsdtResolver _resolver = new(SystemCalls.Instance);

    public UsdtResolverTests(Toolchain tools) => _tools = tools;

    [Theory]
    [InlineData("app", "open", "app:open app:open")]
    [InlineData("", "open", "app:open app:open lib:open")]
    [InlineData("*", "*", "app:guarded app:index app:open app:open lib:open lib:real odd:constants")]
    [InlineData("l*", "r*", "lib:real")]
    public void Markers_are_found_by_name_and_pattern(string provider, string name, string expected)
    {
        Assert.True(_resolver.TryResolve(new UsdtRequest(Compile("-O1"), provider, name), out UsdtMatches? matches, out string? diagnostic), diagnostic);
        Assert.Equal(expected, string.Join(' ', matches!.Sites.Select(static s => $"{s.Provider}:{s.Name}")));
        Assert.Empty(matches.Notes);
    }

    [Theory]
    [InlineData("-O1")]
    [InlineData("-O1 -no-pie -static-libgcc")]
    [InlineData("-O2 -Wl,-z,noseparate-code")]
    public void The_sites_are_where_the_linker_put_them(string options)
    {
        string path = Compile(options);
        Assert.True(_resolver.TryResolve(new UsdtRequest(path, "app", "*"), out UsdtMatches? matches, out string? diagnostic), diagnostic);
        byte[] file = File.ReadAllBytes(path);
        foreach (UsdtSite site in matches!.Sites)
            Assert.Equal(0x90, file[site.Offset]); // nop
        UsdtSite guarded = matches.Sites.First(static s => s.Name == "guarded");
        Assert.NotEqual(0ul, guarded.SemaphoreOffset);
        UsdtArgument behindSymbol = matches.Sites.First(static s => s.Name == "index").Arguments[1];
        Assert.Equal((UsdtArgumentKind.Memory, "ip"), (behindSymbol.Kind, behindSymbol.Register));
        UprobeRequest request = UprobeRequest.Markers(path, matches.Sites);
        Assert.Equal(guarded.SemaphoreOffset, request.Targets[0].ReferenceCounterOffset);
        Assert.StartsWith("usdt on", request.Describe());
    }

    [Theory]
    [InlineData("app", "opn", "has no static marker app:opn; did you mean app:open")]
    [InlineData("", "closed", "has no static marker closed")]
    public void Missing_markers_are_named_with_near_ones(string provider, string name, string expected)
    {
        Assert.False(_resolver.TryResolve(new UsdtRequest(Compile("-O1"), provider, name), out _, out string? diagnostic));
        Assert.Contains(expected, diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_markers_says_so()
    {
        Assert.False(_resolver.TryResolve(new UsdtRequest("/bin/true", "", "*"), out _, out string? diagnostic));
        Assert.Contains("has no static markers", diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_notes_never_throw()
    {
        byte[] good = File.ReadAllBytes(Compile("-O1"));
        string path = Path.Combine(_tools.Folder, "damaged");
        var random = new Random(7);
        int at = good.AsSpan().IndexOf("stapsdt"u8);
        for (int round = 0; round < 300; round++)
        {
            byte[] bad = (byte[])good.Clone();
            for (int i = 0; i < 8; i++)
                bad[Math.Min(bad.Length - 1, at - 16 + random.Next(400))] = (byte)random.Next(256);
            File.WriteAllBytes(path, bad);
            _resolver.TryResolve(new UsdtRequest(path, "", "*"), out _, out _);
        }
    }

    private string Compile(string options)
    {
        Assert.SkipUnless(Toolchain.IsPresent, "gcc and binutils are not installed");
        Assert.SkipUnless(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "the program holds x86-64 assembly");
        string path = Path.Combine(_tools.Folder, "marked" + string.Concat(options.Split(' ', ',')));
        if (!File.Exists(path))
            Toolchain.Run("gcc", $"-w {options} -o {path} {Path.Combine(AppContext.BaseDirectory, "Symbols", "marked.c")}");
        return path;
    }
}
