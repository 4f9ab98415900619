using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering.Calls;

/// <summary>clear(@m) and zero(@m): [map]. User space does it when the event arrives.</summary>
internal sealed class MapActionCall(bool clear) : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call)
    {
        MapSymbol map = ((BoundMapReference)call.Arguments[0]).Map;
        const int Size = ProbeLowering.EventHeader;
        EventAction action = clear
            ? new ClearMapAction(map) { Span = call.Span, RecordSize = Size }
            : new ZeroMapAction(map) { Span = call.Span, RecordSize = Size };
        p.SendWords(action);
    }
}

/// <summary>delete(@m, k): [map, key]; delete(@m) of a scalar map: [map]. Yields whether an element was deleted.</summary>
internal sealed class DeleteCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call) => Lower(p, call, wantsResult: false);

    public override IrValue Scalar(ProbeLowering p, BoundCall call) => Lower(p, call, wantsResult: true);

    private static IrValue Lower(ProbeLowering p, BoundCall call, bool wantsResult)
    {
        IrBuilder b = p.Builder;
        MapSymbol map = ((BoundMapReference)call.Arguments[0]).Map;
        MapStorage storage = p.Module.Storage(map);
        switch (storage.Kind)
        {
            case MapStorageKind.Scalar:
                IrValue address = p.ScalarAddress(storage);
                IrValue was = wantsResult ? b.ZExt(b.Load(IrType.I8, address, storage.SetFlagOffset), IrType.I64) : b.Int(0);
                p.Zero(address, 0, storage.ValueSize);
                return was;
            case MapStorageKind.PerCpuScalar:
                return DeletePerCpu(p, storage, p.Key(storage, null));
            case MapStorageKind.PerCpuHash when storage.IsArray:
                return DeletePerCpu(p, storage, p.Key(storage, call.Arguments[1]));
            case MapStorageKind.Hash when storage.IsArray:
                return DeleteFromArray(p, storage, p.Key(storage, call.Arguments[1]));
        }

        IrValue key = p.Key(storage, call.Arguments[1]);
        if (storage.IsBucketKeyed)
        {
            // A histogram is one element per bucket.
            IrValue any = p.Temporary(8, 8, "deleted");
            b.Store(any, 0, b.Int(0));
            var type = (AggregationType)map.ValueType!;
            p.Repeat(type.Buckets, bucket =>
            {
                p.Builder.Store(key, storage.BucketOffset, bucket);
                IrValue deleted = p.Builder.CallHelper(BpfHelper.MapDeleteElem, p.Builder.MapAddress(storage.Reference), key);
                p.If(p.Builder.Compare(IrCondition.Eq, deleted, p.Builder.Int(0)), () => p.Builder.Store(any, 0, p.Builder.Int(1)));
            });
            return p.Builder.Load(IrType.I64, any);
        }

        if (!wantsResult)
        {
            p.Delete(storage, key, call.Span);
            return b.Int(0);
        }

        IrValue result = b.CallHelper(BpfHelper.MapDeleteElem, b.MapAddress(storage.Reference), key);
        return b.ZExt(b.Compare(IrCondition.Eq, result, b.Int(0)), IrType.I64);
    }

    // Elements of arrays stay: deleting one makes it zero.
    private static IrValue DeleteFromArray(ProbeLowering p, MapStorage storage, IrValue key)
    {
        IrValue found = p.Lookup(storage, key);
        IrValue any = p.Temporary(8, 8, "deleted");
        p.Builder.Store(any, 0, p.Builder.Int(0));
        p.If(p.Builder.Compare(IrCondition.Ne, found, p.Builder.Int(0)), () =>
        {
            p.Zero(found, 0, storage.ValueSize);
            p.Builder.Store(any, 0, p.Builder.Int(1));
        });
        return p.Builder.Load(IrType.I64, any);
    }

    private static IrValue DeletePerCpu(ProbeLowering p, MapStorage storage, IrValue key)
    {
        IrValue any = p.Temporary(8, 8, "deleted");
        p.Builder.Store(any, 0, p.Builder.Int(0));
        p.Repeat(p.Options.PossibleCpus, cpu =>
        {
            IrValue found = p.Builder.CallHelper(BpfHelper.MapLookupPercpuElem, p.Builder.MapAddress(storage.Reference), key, cpu);
            p.If(p.Builder.Compare(IrCondition.Ne, found, p.Builder.Int(0)), () =>
            {
                p.Zero(found, 0, storage.ValueSize);
                p.Builder.Store(any, 0, p.Builder.Int(1));
            });
        });
        return p.Builder.Load(IrType.I64, any);
    }
}

/// <summary>has_key(@m, k): [map, key].</summary>
internal sealed class HasKeyCall : CallLowering
{
    public override IrValue Scalar(ProbeLowering p, BoundCall call)
    {
        MapStorage storage = p.Module.Storage(((BoundMapReference)call.Arguments[0]).Map);
        if (storage.IsBucketKeyed)
            throw new LoweringException(call.Span, "has_key() does not work on histograms", "Count the keys in a map of their own.");
        IrValue found = p.Lookup(storage, p.Key(storage, call.Arguments[1]));
        return p.Builder.ZExt(p.Builder.Compare(IrCondition.Ne, found, p.Builder.Int(0)), IrType.I64);
    }
}

/// <summary>len(@m): [map]. Counts the elements by walking them.</summary>
internal sealed class LenCall : CallLowering
{
    public override IrValue Scalar(ProbeLowering p, BoundCall call)
    {
        if (call.Arguments[0] is not BoundMapReference reference)
            return StackDepth(p, (StackType)call.Arguments[0].Type, call);
        MapStorage storage = p.Module.Storage(reference.Map);
        if (storage.IsScalar || storage.IsBucketKeyed)
            throw new LoweringException(call.Span, $"len() needs a map with keys that is no histogram, {storage.Map.Name} is none");
        return p.CountElements(storage);
    }

    // The frames are read into scratch memory only to count them.
    private static IrValue StackDepth(ProbeLowering p, StackType type, BoundCall call)
    {
        const int UserStackFlag = 1 << 8;
        IrValue frames = p.Temporary(8 * type.Limit, 8, "frames");
        IrValue bytes = p.Builder.CallHelper(
            BpfHelper.GetStack, p.Context(call.Span), frames, p.Builder.Const(IrType.I32, 8 * type.Limit), p.Builder.Int(type.User ? UserStackFlag : 0));
        IrValue count = p.Temporary(8, 8, "depth");
        p.Builder.Store(count, 0, p.Builder.Int(0));
        p.If(
            p.Builder.Compare(IrCondition.Sgt, p.Number(bytes), p.Builder.Int(0)),
            () => p.Builder.Store(count, 0, p.Builder.Binary(IrBinaryOp.LShr, p.Number(bytes), p.Builder.Int(3))));
        return p.Builder.Load(IrType.I64, count);
    }
}
