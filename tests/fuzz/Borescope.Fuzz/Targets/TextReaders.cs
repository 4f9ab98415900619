using System;
using System.Text;
using Borescope.Elf;
using Borescope.Fuzz.Engine;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Symbols;

namespace Borescope.Fuzz.Targets;

/// <summary>The readers of text, one row each.</summary>
internal static class TextReaders
{
    internal static TextReaderRow[] All { get; } =
    [
        new(
            "perf-map",
            ["7f0000001000 40 int32 [a] Program::Main()[Tier0]\n7f0000001040 20 second\n0x7f0000002000 0x10 third\n", "0 ffffffff all\nffffffffffffffff 1 top\n"],
            ["\n", " ", "0x", "ffffffffffffffff", "7f0000001000 ", "StubBlock", "[Tier1]", "::"],
            ReadPerfMap),
        new(
            "kallsyms",
            ["ffffffff81000000 T _text\nffffffff81000000 T startup_64\nffffffff81001000 t do_one\nffffffffc0000000 t hello\t[module]\n0000000000000000 A fixed\n", "0000000000000000 T hidden\n"],
            ["\n", " T ", "\t[", "]", "ffffffff", " a ", "0000000000000000"],
            ReadKernelSymbols),
        new(
            "tracepoint-format",
            [
                "name: sched_switch\nID: 316\nformat:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\n\tfield:char prev_comm[16];\toffset:8;\tsize:16;\tsigned:0;\n"
                + "\tfield:__data_loc char[] name;\toffset:24;\tsize:4;\tsigned:0;\n\tfield:__rel_loc u32[] more;\toffset:28;\tsize:4;\tsigned:1;\n\nprint fmt: \"%s\", REC->prev_comm\n",
            ],
            ["field:", "field special:", "offset:", "size:", "signed:", ";\t", "[", "]", "__data_loc ", "__rel_loc ", "const char *", "ID: ", "name: ", "\n", "2147483647", "-1"],
            static (content, seen) =>
            {
                if (!TracepointFormat.TryParse(content, "group", out var format, out var diagnostic))
                {
                    seen.Text(diagnostic);
                    return;
                }

                seen.Count(1, format!.Fields.Count);
                seen.Count(2, format.Size);
                foreach (var field in format.Fields)
                {
                    seen.Count(3, field.ArrayLength);
                    seen.Value(4, (long)field.Location);
                    seen.Count(5, field.Name.Length);
                }
            }),
        new(
            "process-maps",
            ["7f0a00000000-7f0a00001000 r-xp 00001000 fe:01 1234    /usr/lib/libc.so.6\n7f0b00000000-7f0b00001000 rwxp 00000000 00:00 0 \n55-77 r-xp 0 0:0 1 /a\\012b (deleted)\n"],
            ["\n", "-", " r-xp ", " rw-p ", ":", "ffffffffffffffff", "[vdso]", "\\012", " (deleted)"],
            static (content, seen) =>
            {
                foreach (var mapping in ProcessMaps.Parse(content))
                    seen.Count(1, mapping.Path.Length);
            }),
        new(
            "usdt-arguments",
            ["-4@%edi 8@16(%rbp) 4@$7 -8@counter(%rip) 8@-8(%rax,%rbx,4) 1@%ah 2@8(,%rcx,2) 8@8+sym(%rip)", "8@x0 -4@[sp, 16] 8@[x1, x2] 4@7"],
            ["@", "%", "(", ")", ",", "$", "-", "+", "%rax", "[", "]", "sp", "x0", "8@", "#0x", " ", "f@"],
            static (content, seen) =>
            {
                var text = Encoding.UTF8.GetString(content);
                foreach (var machine in (ReadOnlySpan<ElfMachine>)[ElfMachine.X64, ElfMachine.Arm64])
                {
                    foreach (var argument in UsdtArgumentParser.Parse(text, machine))
                        seen.Value(1, ((int)argument.Kind * 256) + (argument.Size * 16) + argument.Scale);
                }
            }),
        new(
            "cpp-names",
            ["_ZNSt6vectorIiSaIiEE9push_backERKi", "_ZN4core3fmt9Formatter3pad17h0123456789abcdefE", "_ZZ4mainENKUlvE_clEv", "_ZN1AIXsrSt7is_voidIT_E5valueEEC1Ev", "_ZDv4_f"],
            ["_Z", "N", "E", "I", "S_", "S0_", "T_", "St", "Sa", "17h", "Ul", "X", "L", "J", "Dp", "dt", "cl", "sr", "9", "K", "R", "P", "F"],
            static (content, seen) => seen.Count(1, CppDemangler.TryDemangle(content, out var text) ? text!.Length : -1)),
        new(
            "library-cache",
            [LibraryCacheSeed()],
            ["glibc-ld.so.cache1.1", "libc.so.6", "\0"],
            static (content, seen) => seen.Count(1, LibraryCache.Find(Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(content)), "c", ElfMachine.X64)?.Length ?? -1)),
        new(
            "verifier-log",
            ["0: R1=ctx() R10=fp0\n; int x = *p; @ probe.c:3\n0: (79) r0 = *(u64 *)(r1 +0)\n1: (95) exit\nR1 invalid mem access 'scalar'\nprocessed 2 insns (limit 1000000) max_states_per_insn 0\n"],
            ["\n", ": (", "R1 ", "processed ", "invalid mem access", "unreleased reference", "; ", "9999999999", "func#0 @0", "from 1 to 2:"],
            static (content, seen) =>
            {
                var diagnosis = VerifierDiagnosis.Read(VerifierLog.Text(content), [], Errno.EACCES);
                seen.Text(diagnosis.Cause);
                seen.Count(1, diagnosis.InstructionIndex);
                seen.Count(2, diagnosis.Message.Length);
            }),
    ];

    // Readers that want a file get one in memory.
    private static void ReadPerfMap(ReadOnlySpan<byte> content, Observer seen)
    {
        using var file = new MemoryFile(content);
        var map = new PerfMap(SystemCalls.Instance, file.Path);
        seen.Value(1, map.Update() ? 1 : 0);
        seen.Count(2, map.Count);
        foreach (var address in (ReadOnlySpan<ulong>)[0, 0x7f0000001010, 0x7f0000002001, ulong.MaxValue])
            seen.Count(3, map.TryFind(address, out var name, out _) ? name.Length : -1);
        file.Append("7f0000003000 10 later\n"u8);
        seen.Value(4, map.Update() ? 1 : 0);
    }

    private static void ReadKernelSymbols(ReadOnlySpan<byte> content, Observer seen)
    {
        using var file = new MemoryFile(content);
        if (!KernelSymbols.TryLoad(SystemCalls.Instance, out var symbols, out var diagnostic, file.Path))
        {
            seen.Text(diagnostic);
            return;
        }

        seen.Count(1, symbols!.Count);
        foreach (var address in (ReadOnlySpan<ulong>)[0, 0xffffffff81000001, 0xffffffffc0000000, ulong.MaxValue])
            seen.Count(2, symbols.TryFind(address, out var index, out _) ? symbols.NameOf(index).Length : -1);
        foreach (var symbol in symbols.Find("do_one"))
            seen.Count(3, symbol.Module?.Length ?? -1);
        foreach (var symbol in symbols.At(0xffffffff81000000))
            seen.Count(4, symbol.Name.Length);
    }

    // Written as Latin-1, so that each character is a byte.
    private static string LibraryCacheSeed()
    {
        var text = new StringBuilder("glibc-ld.so.cache1.1").Append("\x02\0\0\0").Append("\x20\0\0\0");
        text.Append('\0', 20).Append("\x03\x03\0\0").Append("\x60\0\0\0").Append("\x6a\0\0\0").Append('\0', 12);
        text.Append("\x03\x03\0\0").Append("\x60\0\0\0").Append("\x6a\0\0\0").Append('\0', 12);
        return text.Append("libc.so.6\0/lib/libc.so.6\0").ToString();
    }
}
