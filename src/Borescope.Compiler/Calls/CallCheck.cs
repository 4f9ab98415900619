using System.Collections.Generic;
using System.Text;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Calls;

/// <summary>Refuses helper calls that the kernel would refuse: wrong program type, or reserved for GPL programs.</summary>
internal static class CallCheck
{
    public static void Run(IrModule module)
    {
        bool gpl = LicenseCheck.IsGplCompatible(module.License);
        foreach (IrFunction program in module.Functions)
        {
            if (!program.IsSubprogram)
            {
                Check(program, program, gpl, module.License, []);
            }
        }
    }

    private static void Check(IrFunction function, IrFunction program, bool gpl, string? license, HashSet<IrFunction> seen)
    {
        if (!seen.Add(function))
        {
            return;
        }

        foreach (IrBlock b in function.Blocks)
        {
            foreach (IrInstruction i in b.Code)
            {
                if (i.Op == IrOp.CallHelper)
                {
                    CheckHelper(i, function, program, gpl, license);
                }
                else if (i.Symbol is IrFunction callee)
                {
                    Check(callee, program, gpl, license, seen);
                }
            }
        }
    }

    private static void CheckHelper(IrInstruction i, IrFunction function, IrFunction program, bool gpl, string? license)
    {
        BpfHelperDescription row = BpfHelpers.Get(i.HelperId);
        if (!row.MayBeCalledFrom(program.ProgramType))
        {
            var text = new StringBuilder();
            text.Append(row.Name).Append(" may not be called from a program of type ").Append(program.ProgramType).Append("; types that may: ");
            bool first = true;
            foreach (BpfProgramType t in row.ProgramTypes())
            {
                text.Append(first ? string.Empty : ", ").Append(t);
                first = false;
            }

            throw new CompileException(text.ToString(), function.Name, i.Location);
        }

        if (row.IsGplOnly && !gpl)
        {
            throw new CompileException(
                $"{row.Name} may only be called from programs under a GPL compatible licence, this one is under \"{license}\"", function.Name, i.Location);
        }
    }
}
