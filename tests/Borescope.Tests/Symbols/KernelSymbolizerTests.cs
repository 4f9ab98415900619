using System.IO;
using Borescope.Kernel;
using Borescope.Symbols;

namespace Borescope.Tests.Symbols;

public class KernelSymbolizerTests
{
    [Fact]
    public void Addresses_have_names_and_new_modules_are_seen_after_a_while()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "ffffffff81000000 T first\nffffffff81000100 t second\n");
            var now = 0L;
            var symbolizer = new KernelSymbolizer(() => KernelSymbols.TryLoad(SystemCalls.Instance, out var symbols, out _, path) ? symbols : null, () => now);
            Assert.True(symbolizer.TryResolve(0xffffffff81000010, out var name));
            Assert.Equal(new AddressName("first", 0x10, ""), name);
            Assert.True(symbolizer.TryResolve(0xffffffff81000010, out name));
            Assert.Equal(new AddressName("first", 0x10, ""), name);
            Assert.False(symbolizer.TryResolve(0x1000, out _));
            Assert.False(symbolizer.TryResolve(0xffffffffc0000005, out _));
            File.AppendAllText(path, "ffffffffc0000000 t in_module\t[some_module]\n");
            Assert.False(symbolizer.TryResolve(0xffffffffc0000005, out _));
            now = 6000;
            Assert.True(symbolizer.TryResolve(0xffffffffc0000005, out name));
            Assert.Equal(new AddressName("in_module", 5, "some_module"), name);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
