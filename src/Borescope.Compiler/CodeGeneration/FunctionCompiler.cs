using Borescope.Compiler.Ir;
using Borescope.Compiler.Passes;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Compiles one function from IR to slots. The IR is consumed.</summary>
internal static class FunctionCompiler
{
    public static CompiledFunction Run(IrFunction function, PassContext context)
    {
        PassPipeline.Run(function, context);
        DominatorTree.Update(function);
        MachineFunction machine = InstructionSelector.Select(function, context.Options.Cpu);
        RegisterAllocator.Run(machine);
        BlockSimplifier.Run(machine);
        if (context.Options.Optimize)
        {
            TailMerging.Run(machine);
        }

        FrameLayout.Run(machine);
        if (machine.FrameSize > FrameLayout.StackLimit)
        {
            throw StackDepth.TooBig(function.Name, machine.FrameSize);
        }

        if (context.Options.Optimize)
        {
            FrameValues.Run(machine);
            BlockSimplifier.Run(machine);
        }

        BlockLayout.Run(machine);
        return CodeEmitter.Run(machine, context.Options.Cpu, context.ScratchEnd > context.ScratchStart ? context.ScratchEnd : 0);
    }
}
