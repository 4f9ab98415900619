using System.Collections.Generic;

namespace Borescope.Compiler.Instructions;

/// <summary>
/// Reads the text that <see cref="BpfDisassembler"/> writes: one instruction per line, slot numbers optional, <c>#</c> or <c>;</c> starts a comment.
/// </summary>
public static class BpfAssembler
{
    /// <summary>Slots of a text; lines that are no instruction are reported and left out.</summary>
    public static BpfInstruction[] Assemble(string text, ICollection<BpfDiagnostic> diagnostics)
    {
        var code = new List<BpfInstruction>();
        string[] lines = text.Split('\n');
        for (int n = 0; n < lines.Length; n++)
        {
            string line = Strip(lines[n]);
            if (line.Length == 0)
            {
                continue;
            }

            int before = code.Count;
            var scanner = new BpfLine(line);
            if (!BpfLineParser.Parse(scanner, code))
            {
                code.RemoveRange(before, code.Count - before);
                diagnostics.Add(new BpfDiagnostic(n + 1, $"not an instruction: {line}"));
            }
            else if (BpfDecoder.Fault(code.ToArray(), before) is { } fault)
            {
                code.RemoveRange(before, code.Count - before);
                diagnostics.Add(new BpfDiagnostic(n + 1, $"{fault}: {line}"));
            }
        }

        return code.ToArray();
    }

    private static string Strip(string line)
    {
        int end = line.IndexOfAny(['#', ';']);
        line = (end >= 0 ? line.Substring(0, end) : line).Trim();
        int colon = line.IndexOf(':');
        if (colon > 0 && int.TryParse(line.Substring(0, colon), out _))
        {
            line = line.Substring(colon + 1).Trim();
        }

        return line;
    }
}
