using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>Sizes of values.</summary>
internal static class BtfTypeSize
{
    internal static long Of(BtfType type, int depth)
    {
        type = type.Resolve();
        switch (type.Kind)
        {
            case BtfKind.Pointer:
                // Kernel and tracer share one word size; 32-bit kernels are not supported.
                return 8;
            case BtfKind.Array:
                if (depth >= BtfLimits.MaxDepth)
                    return 0;
                var element = Of(type.Target, depth + 1);
                var size = (ulong)element * type.ElementCount;
                return size > uint.MaxValue ? 0 : (long)size;
            case BtfKind.Variable:
                return depth >= BtfLimits.MaxDepth ? 0 : Of(type.Target, depth + 1);
            default:
                return type.RecordedSize;
        }
    }
}
