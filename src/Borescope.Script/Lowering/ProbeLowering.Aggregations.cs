using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

internal sealed partial class ProbeLowering
{
    private void Aggregate(MapStorage storage, BoundExpression? key, BoundAggregation aggregation)
    {
        AggregationType type = aggregation.Aggregation;
        // The argument first: it may read the same map.
        IrValue value = aggregation.Argument is null ? Builder.Int(1) : Scalar(aggregation.Argument);
        if (type.Kind == AggregationKind.TimeSeries)
        {
            AggregateSeries(storage, key, value, type);
            return;
        }

        if (type.Buckets > 0)
        {
            IrValue bucket = type.Kind == AggregationKind.Hist ? LogarithmicBucket(value, type.Bits) : LinearBucket(value, type);
            AggregateBucket(storage, key, bucket, type.Buckets);
            return;
        }

        if (storage.Kind == MapStorageKind.StackTally)
        {
            CountStack(storage, key!);
            return;
        }

        IrValue keyAddress = Key(storage, key);
        IrValue found = Lookup(storage, keyAddress);
        if (storage.Kind == MapStorageKind.PerCpuScalar)
        {
            // The element of an array is always there; the verifier wants the test.
            If(Builder.Compare(IrCondition.Ne, found, Builder.Int(0)), () => Accumulate(storage, type, found, value));
            return;
        }

        if (type.Kind is AggregationKind.Count or AggregationKind.Sum)
        {
            AddOrInsert(storage, keyAddress, found, type.Kind == AggregationKind.Count ? null : value);
            return;
        }

        If(
            Builder.Compare(IrCondition.Ne, found, Builder.Int(0)),
            () => Accumulate(storage, type, found, value),
            () =>
            {
                IrValue initial = Temporary(storage.ValueSize, 8, "initial");
                Builder.Store(initial, 0, value);
                if (type.Size == 16)
                    Builder.Store(initial, 8, Builder.Int(1));
                Update(storage, keyAddress, initial);
            });
    }

    // The mask is the bound that the verifier needs. Atomic: all CPUs count in the same place.
    private void CountStack(MapStorage storage, BoundExpression stack)
    {
        IrValue slot = Builder.Binary(IrBinaryOp.And, Builder.Load(IrType.I64, Memory(stack)), Builder.Int(StackTally.Slots - 1));
        IrValue count = Builder.Binary(IrBinaryOp.Add, Builder.MapValueAddress(storage.Reference, 0), Builder.Binary(IrBinaryOp.Shl, slot, Builder.Int(3)));
        Builder.Atomic(IrAtomicOp.Add, count, 0, Builder.Int(1));
    }

    /// <summary>
    /// Adds to the element found, or inserts it; where the map has no room, the same instruction adds 1 to the counter of refused updates. Atomic: that counter is
    /// shared by all CPUs, and programs of uprobes can be preempted.
    /// </summary>
    /// <param name="storage">The map.</param>
    /// <param name="key">Address of the key.</param>
    /// <param name="found">Address of the element, or 0.</param>
    /// <param name="amount">What is added; null for 1.</param>
    private void AddOrInsert(MapStorage storage, IrValue key, IrValue found, IrValue? amount = null)
    {
        IrBlock insert = Builder.NewBlock("insert");
        IrBlock refused = Builder.NewBlock("refused");
        IrBlock add = Builder.NewBlock("add");
        IrBlock end = Builder.NewBlock("counted");
        IrBlock here = Builder.Block!;
        Builder.BranchIf(Builder.Compare(IrCondition.Ne, found, Builder.Int(0)), add, insert);
        Builder.Block = insert;
        Builder.BranchIf(IsRefused(Insert(storage, key, amount is null ? Constants(1) : Stored(amount))), refused, end);
        Builder.Block = refused;
        IrValue counter = Counter(FullMap(storage));
        Builder.Branch(add);
        Builder.Block = add;
        IrPhi target = Builder.Phi(IrType.Pointer);
        target.AddIncoming(here, found);
        target.AddIncoming(refused, counter);
        IrValue added = Builder.Int(1);
        if (amount is not null)
        {
            IrPhi either = Builder.Phi(IrType.I64);
            either.AddIncoming(here, amount);
            either.AddIncoming(refused, added);
            added = either;
        }

        Builder.Atomic(IrAtomicOp.Add, target, 0, added);
        Builder.Branch(end);
        Builder.Block = end;

        IrValue Stored(IrValue value)
        {
            IrValue initial = Temporary(storage.ValueSize, 8, "initial");
            Builder.Store(initial, 0, value);
            return initial;
        }
    }

    private void Accumulate(MapStorage storage, AggregationType type, IrValue address, IrValue value)
    {
        switch (type.Kind)
        {
            case AggregationKind.Min or AggregationKind.Max:
                // Replace when nothing is there yet or the new value is smaller (larger).
                IrBlock compare = Builder.NewBlock("compare");
                IrBlock replace = Builder.NewBlock("replace");
                IrBlock end = Builder.NewBlock("kept");
                Builder.BranchIf(Builder.Compare(IrCondition.Eq, Builder.Load(IrType.I64, address, 8), Builder.Int(0)), replace, compare);
                Builder.Block = compare;
                IrCondition better = (type.Kind, type.Signed) switch
                {
                    (AggregationKind.Min, true) => IrCondition.Slt,
                    (AggregationKind.Min, false) => IrCondition.Ult,
                    (_, true) => IrCondition.Sgt,
                    _ => IrCondition.Ugt,
                };
                Builder.BranchIf(Builder.Compare(better, value, Builder.Load(IrType.I64, address, 0)), replace, end);
                Builder.Block = replace;
                Builder.Store(address, 0, value);
                Builder.Store(address, 8, Builder.Int(1));
                Builder.Branch(end);
                Builder.Block = end;
                break;
            case AggregationKind.Avg or AggregationKind.Stats:
                AddAt(address, 0, value);
                AddAt(address, 8, Builder.Int(1));
                break;
            default:
                AddAt(address, 0, value);
                if (storage.SetFlagOffset >= 0)
                    Builder.Store(address, storage.SetFlagOffset, Builder.Const(IrType.I8, 1));
                break;
        }
    }

    private void AddAt(IrValue address, int offset, IrValue value) =>
        Builder.Store(address, offset, Builder.Binary(IrBinaryOp.Add, Builder.Load(IrType.I64, address, offset), value));

    private void AggregateBucket(MapStorage storage, BoundExpression? key, IrValue bucket, int buckets)
    {
        if (storage.Kind == MapStorageKind.PerCpuScalar)
        {
            // The bound is what the verifier needs; the computation keeps it anyway.
            IrValue slot = Temporary(8, 8, "bucket");
            Builder.Store(slot, 0, bucket);
            IrValue found = Lookup(storage, Key(storage, null));
            If(Builder.Compare(IrCondition.Ne, found, Builder.Int(0)), () =>
            {
                IrValue index = Builder.Load(IrType.I64, slot);
                If(Builder.Compare(IrCondition.Ult, index, Builder.Int(buckets)), () =>
                    AddAt(Builder.Binary(IrBinaryOp.Add, found, Builder.Binary(IrBinaryOp.Shl, index, Builder.Int(3))), 0, Builder.Int(1)));
            });
            return;
        }

        IrValue keyAddress = Key(storage, key);
        Builder.Store(keyAddress, storage.BucketOffset, bucket);
        IrValue element = Lookup(storage, keyAddress);
        AddOrInsert(storage, keyAddress, element);
    }

    /// <summary>Bucket of hist(): 0 for negatives, 1 + v below 2^k, then 2^k buckets per power of two.</summary>
    private IrValue LogarithmicBucket(IrValue value, int k)
    {
        IrValue result = Temporary(8, 8, "bucket");
        If(
            Builder.Compare(IrCondition.Slt, value, Builder.Int(0)),
            () => Builder.Store(result, 0, Builder.Int(0)),
            () => If(
                Builder.Compare(IrCondition.Ult, value, Builder.Int(1L << k)),
                () => Builder.Store(result, 0, Builder.Binary(IrBinaryOp.Add, value, Builder.Int(1))),
                () =>
                {
                    IrValue msb = MostSignificantBit(value);
                    if (k == 0)
                    {
                        Builder.Store(result, 0, Builder.Binary(IrBinaryOp.Add, msb, Builder.Int(2)));
                        return;
                    }

                    IrValue excess = Builder.Binary(IrBinaryOp.Sub, msb, Builder.Int(k));
                    IrValue row = Builder.Binary(IrBinaryOp.Shl, Builder.Binary(IrBinaryOp.Add, excess, Builder.Int(1)), Builder.Int(k));
                    IrValue column = Builder.Binary(IrBinaryOp.And, Builder.Binary(IrBinaryOp.LShr, value, excess), Builder.Int((1L << k) - 1));
                    Builder.Store(result, 0, Builder.Binary(IrBinaryOp.Add, Builder.Binary(IrBinaryOp.Add, row, column), Builder.Int(1)));
                }));
        return Builder.Load(IrType.I64, result);
    }

    /// <summary>Index of the highest set bit of a positive number, by bisection without branches: one path for the verifier.</summary>
    private IrValue MostSignificantBit(IrValue value)
    {
        IrValue rest = value;
        IrValue bits = Builder.Int(0);
        for (int step = 5; step >= 1; step--)
        {
            // 1 when anything stands above the lower half: what the lower half can hold, less the number, is negative then.
            IrValue room = Builder.Binary(IrBinaryOp.Sub, Builder.Int((1L << (1 << step)) - 1), rest);
            IrValue some = Builder.Binary(IrBinaryOp.LShr, room, Builder.Int(63));
            IrValue shift = Builder.Binary(IrBinaryOp.Shl, some, Builder.Int(step));
            rest = Builder.Binary(IrBinaryOp.LShr, rest, shift);
            bits = step == 5 ? shift : Builder.Binary(IrBinaryOp.Add, bits, shift);
        }

        return Builder.Binary(IrBinaryOp.Add, bits, Builder.Binary(IrBinaryOp.LShr, rest, Builder.Int(1)));
    }

    private IrValue LinearBucket(IrValue value, AggregationType type)
    {
        IrValue result = Temporary(8, 8, "bucket");
        If(
            Builder.Compare(IrCondition.Slt, value, Builder.Int(type.Minimum)),
            () => Builder.Store(result, 0, Builder.Int(0)),
            () => If(
                Builder.Compare(IrCondition.Sge, value, Builder.Int(type.Maximum)),
                () => Builder.Store(result, 0, Builder.Int(type.Buckets - 1)),
                () =>
                {
                    IrValue above = type.Minimum == 0 ? value : Builder.Binary(IrBinaryOp.Sub, value, Builder.Int(type.Minimum));
                    IrValue step = type.Step == 1 ? above : Builder.Binary(IrBinaryOp.UDiv, above, Builder.Int(type.Step));
                    Builder.Store(result, 0, Builder.Binary(IrBinaryOp.Add, step, Builder.Int(1)));
                }));
        return Builder.Load(IrType.I64, result);
    }

    /// <summary>Reads an aggregation as an integer: the values of all CPUs together.</summary>
    private IrValue ReadAggregation(MapStorage storage, BoundMapRead m, AggregationType type)
    {
        IrValue key = Key(storage, m.Key);
        IrValue total = Temporary(8, 8, "total");
        IrValue count = Temporary(8, 8, "count");
        Builder.Store(total, 0, Builder.Int(0));
        Builder.Store(count, 0, Builder.Int(0));
        IrValue cpu = Temporary(8, 8, "cpu");
        Builder.Store(cpu, 0, Builder.Int(0));
        IrBlock head = Builder.NewBlock("cpus");
        IrBlock body = Builder.NewBlock("cpu");
        IrBlock some = Builder.NewBlock("value");
        IrBlock next = Builder.NewBlock("next");
        IrBlock end = Builder.NewBlock("total");
        Builder.Branch(head);
        Builder.Block = head;
        IrValue i = Builder.Load(IrType.I64, cpu);
        Builder.BranchIf(Builder.Compare(IrCondition.Ult, i, Builder.Int(Options.PossibleCpus)), body, end);
        Builder.Block = body;
        IrValue found = Builder.CallHelper(BpfHelper.MapLookupPercpuElem, Builder.MapAddress(storage.Reference), key, i);
        Builder.BranchIf(Builder.Compare(IrCondition.Ne, found, Builder.Int(0)), some, end);
        Builder.Block = some;
        switch (type.Kind)
        {
            case AggregationKind.Min or AggregationKind.Max:
                MergeExtreme(type, found, total, count);
                break;
            default:
                AddAt(total, 0, Builder.Load(IrType.I64, found, 0));
                if (type.Size == 16)
                    AddAt(count, 0, Builder.Load(IrType.I64, found, 8));
                break;
        }

        Builder.Branch(next);
        Builder.Block = next;
        Builder.Store(cpu, 0, Builder.Binary(IrBinaryOp.Add, i, Builder.Int(1)));
        Builder.Branch(head);
        Builder.Block = end;
        return type.Kind == AggregationKind.Avg
            ? SignedAverage(Builder.Load(IrType.I64, total), Builder.Load(IrType.I64, count), type.Signed)
            : Builder.Load(IrType.I64, total);
    }

    private void MergeExtreme(AggregationType type, IrValue found, IrValue total, IrValue count)
    {
        If(Builder.Compare(IrCondition.Ne, Builder.Load(IrType.I64, found, 8), Builder.Int(0)), () =>
        {
            IrValue v = Builder.Load(IrType.I64, found, 0);
            bool min = type.Kind == AggregationKind.Min;
            IrCondition better = min ? (type.Signed ? IrCondition.Slt : IrCondition.Ult) : type.Signed ? IrCondition.Sgt : IrCondition.Ugt;
            If(
                Builder.Compare(IrCondition.Eq, Builder.Load(IrType.I64, count), Builder.Int(0)),
                () => Builder.Store(total, 0, v),
                () => If(Builder.Compare(better, v, Builder.Load(IrType.I64, total)), () => Builder.Store(total, 0, v)));
            Builder.Store(count, 0, Builder.Int(1));
        });
    }

    private IrValue SignedAverage(IrValue total, IrValue count, bool signed)
    {
        IrValue result = Temporary(8, 8, "average");
        Builder.Store(result, 0, Builder.Int(0));
        If(Builder.Compare(IrCondition.Ne, count, Builder.Int(0)), () =>
        {
            if (!signed)
            {
                Builder.Store(result, 0, Builder.Binary(IrBinaryOp.UDiv, total, count));
                return;
            }

            // Division is unsigned up to instruction set v4: divide the magnitude, then give it its sign back.
            If(
                Builder.Compare(IrCondition.Slt, total, Builder.Int(0)),
                () =>
                {
                    IrValue magnitude = Builder.Binary(IrBinaryOp.Sub, Builder.Int(0), total);
                    Builder.Store(result, 0, Builder.Binary(IrBinaryOp.Sub, Builder.Int(0), Builder.Binary(IrBinaryOp.UDiv, magnitude, count)));
                },
                () => Builder.Store(result, 0, Builder.Binary(IrBinaryOp.UDiv, total, count)));
        });
        return Builder.Load(IrType.I64, result);
    }
}
