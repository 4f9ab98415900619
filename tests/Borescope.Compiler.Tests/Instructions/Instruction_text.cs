using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

using Borescope.Compiler.Instructions;

namespace Borescope.Compiler.Tests.Instructions;

public class Instruction_text
{
    [Fact]
    public void Is_what_objdump_writes_and_reads_back_to_the_same_bytes()
    {
        int cases = 0;
        foreach ((string hex, string expected) in DataFile.Pairs("instructions.txt"))
        {
            byte[] bytes = Convert.FromHexString(hex);
            var faults = new List<BpfDiagnostic>();
            BpfInstruction[] code = BpfDecoder.Decode(bytes, faults);
            Assert.Empty(faults);
            string text = BpfDisassembler.Text(code, 0);
            Assert.Equal(expected, WithoutSymbol(text));
            Assert.Equal(hex, Convert.ToHexStringLower(BpfInstruction.ToBytes(BpfAssembler.Assemble(text, faults))));
            Assert.Empty(faults);
            cases++;
        }

        Assert.True(cases > 300, $"only {cases} cases");
    }

    [Fact]
    public void Of_bytes_that_are_no_instruction_is_unknown_and_has_a_reason()
    {
        foreach ((string hex, string reason) in DataFile.Pairs("bad-instructions.txt"))
        {
            var faults = new List<BpfDiagnostic>();
            BpfInstruction[] code = BpfDecoder.Decode(Convert.FromHexString(hex), faults);
            Assert.True(faults.Count > 0, hex + " was taken");
            Assert.Contains(reason, faults[0].Message, StringComparison.Ordinal);
            Assert.Equal(BpfDisassembler.Unknown, BpfDisassembler.Text(code, 0));
        }
    }

    [Fact]
    public void That_is_no_instruction_is_reported_by_line()
    {
        foreach (string line in DataFile.Lines("bad-assembly.txt"))
        {
            var faults = new List<BpfDiagnostic>();
            BpfInstruction[] code = BpfAssembler.Assemble("exit\n" + line, faults);
            Assert.True(faults.Count == 1 && faults[0].InstructionIndex == 2, line + " was taken");
            Assert.Single(code);
        }
    }

    [Fact]
    public void Of_any_bytes_whatsoever_can_be_written_and_valid_ones_read_back()
    {
        var random = new Random(42);
        byte[] bytes = new byte[8 * 16 + 5];
        for (int round = 0; round < 20_000; round++)
        {
            random.NextBytes(bytes);
            var faults = new List<BpfDiagnostic>();
            BpfInstruction[] code = BpfDecoder.Decode(bytes, faults);
            Assert.Equal(16, code.Length);
            for (int i = 0; i < code.Length; i++)
            {
                string text = BpfDisassembler.Text(code, i);
                if (text != BpfDisassembler.Unknown)
                {
                    faults.Clear();
                    BpfInstruction[] again = BpfAssembler.Assemble(text, faults);
                    Assert.True(faults.Count == 0 && again[0] == code[i], text);
                }
            }
        }
    }

    [Fact]
    public void Of_random_valid_bytes_is_what_the_installed_objdump_writes()
    {
        const string ObjDump = "/usr/bin/llvm-objdump-19";
        const string Mc = "/usr/bin/llvm-mc-19";
        Assert.SkipUnless(File.Exists(ObjDump) && File.Exists(Mc), "llvm-objdump-19 or llvm-mc-19 is not installed");
        BpfInstruction[] code = RandomCode(3000);
        string source = System.IO.Path.GetTempFileName();
        string target = source + ".o";
        try
        {
            var text = new StringBuilder(".text\n");
            foreach (byte b in BpfInstruction.ToBytes(code))
            {
                text.Append(".byte ").Append(b).Append('\n');
            }

            File.WriteAllText(source, text.ToString());
            Run(Mc, $"-triple=bpfel -filetype=obj -o {target} {source}");
            string[] plain = Texts(Run(ObjDump, $"-d --no-show-raw-insn {target}"));
            string[] v4 = Texts(Run(ObjDump, $"-d --no-show-raw-insn --mcpu=v4 {target}"));
            for (int i = 0, line = 0; i < code.Length; i += code[i].IsWide ? 2 : 1, line++)
            {
                string expected = plain[line] == BpfDisassembler.Unknown || code[i].Opcode == 0xc3 ? v4[line] : plain[line];
                Assert.Equal(expected, WithoutSymbol(BpfDisassembler.Text(code, i)));
            }
        }
        finally
        {
            File.Delete(source);
            File.Delete(target);
        }
    }

    /// <summary>Instructions of the data file with other registers and constants.</summary>
    private static BpfInstruction[] RandomCode(int count)
    {
        var random = new Random(7);
        BpfInstruction[][] forms = DataFile.Pairs("instructions.txt").Select(p => BpfDecoder.Decode(Convert.FromHexString(p.Key), [])).ToArray();
        var code = new List<BpfInstruction>();
        while (code.Count < count)
        {
            BpfInstruction[] form = forms[random.Next(forms.Length)];
            BpfInstruction i = form[0] with
            {
                Destination = (byte)random.Next(11), Source = (byte)random.Next(11), Offset = (short)random.Next(-32768, 32768), Immediate = random.Next(int.MinValue, int.MaxValue),
            };
            BpfInstruction[] candidate = form.Length == 2 ? [i with { Source = 0, Offset = 0 }, form[1] with { Immediate = i.Immediate ^ 0x55 }] : [i];
            foreach (BpfInstruction[] c in new[] { candidate, [form[0] with { Destination = i.Destination }, .. form[1..]], [form[0] with { Immediate = i.Immediate }, .. form[1..]] })
            {
                // ld_pseudo has text of its own in objdump for map descriptors only.
                if (BpfDecoder.Fault(c, 0) is null && !(c[0].IsWide && c[0].Source != 0) && (c[0].Opcode & 0xe7) != (BpfOpcode.Ld | BpfOpcode.ModeInd))
                {
                    code.AddRange(c);
                }
            }
        }

        return code.ToArray();
    }

    private static string WithoutSymbol(string text) => text == BpfDisassembler.Unknown ? text : Regex.Replace(text, @"\s*<[^<>]*>$", string.Empty);

    private static string[] Texts(string output) => output.Split('\n')
        .Select(l => Regex.Match(l, @"^\s+[0-9a-f]+:\s+(\S.*)$"))
        .Where(m => m.Success)
        .Select(m => WithoutSymbol(m.Groups[1].Value.Replace('\t', ' ')))
        .ToArray();

    private static string Run(string program, string arguments)
    {
        using Process p = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = p.StandardOutput.ReadToEnd();
        p.WaitForExit();
        Assert.Equal(0, p.ExitCode);
        return output;
    }
}
