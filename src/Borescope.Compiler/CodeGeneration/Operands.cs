namespace Borescope.Compiler.CodeGeneration;

/// <summary>Registers an instruction reads and writes, as a fixed-size set.</summary>
internal struct Operands
{
    private int _u0;
    private int _u1;
    private int _u2;
    private int _u3;
    private int _u4;
    private int _d0;

    public int UseCount { get; private set; }

    /// <summary>Register written, -1 for none.</summary>
    public readonly int Def => _d0;

    /// <summary>Whether r0 to r5 are lost.</summary>
    public bool ClobbersCallerSaved { get; private set; }

    public static Operands Of(MachineInstruction i)
    {
        Operands o = default;
        o._d0 = i.Dst;
        if (i.ReadsDst)
        {
            o.Use(i.Dst);
        }

        switch (i.Kind)
        {
            case MachineKind.Call:
                for (int r = 1; r <= i.ArgumentCount; r++)
                {
                    o.Use(r);
                }

                o.ClobbersCallerSaved = true;
                break;
            case MachineKind.Exit:
                if (i.A == 0)
                {
                    o.Use(0);
                }

                break;
            case MachineKind.CompareExchange:
                o.Use(0);
                o.Use(i.A);
                o.Use(i.B);
                o._d0 = 0;
                break;
            default:
                o.Use(i.A);
                o.Use(i.B);
                break;
        }

        return o;
    }

    public readonly int this[int index] => index switch { 0 => _u0, 1 => _u1, 2 => _u2, 3 => _u3, _ => _u4 };

    private void Use(int register)
    {
        if (register is < 0 or MachineFunction.FramePointer)
        {
            return;
        }

        switch (UseCount++)
        {
            case 0: _u0 = register; break;
            case 1: _u1 = register; break;
            case 2: _u2 = register; break;
            case 3: _u3 = register; break;
            default: _u4 = register; break;
        }
    }
}
