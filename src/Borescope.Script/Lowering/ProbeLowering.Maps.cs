using System;
using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

internal sealed partial class ProbeLowering
{
    /// <summary>The address of a map's key in memory; scalar maps have the u32 index 0.</summary>
    public IrValue Key(MapStorage storage, BoundExpression? key)
    {
        if (storage.IsScalar || key is null)
            return Constants(0);

        IrValue slot = Temporary(Math.Max(storage.KeySize, key.Type.Size), 8, "key");
        Into(key, slot, 0);
        Zero(slot, key.Type.Size, storage.BucketOffset - key.Type.Size);
        return slot;
    }

    /// <summary>Looks an element up: the address of its value, or null (compare with 0 before use).</summary>
    public IrValue Lookup(MapStorage storage, IrValue key) => Builder.CallHelper(BpfHelper.MapLookupElem, Builder.MapAddress(storage.Reference), key);

    /// <summary>Inserts or replaces an element; a full map is counted.</summary>
    public void Update(MapStorage storage, IrValue key, IrValue value)
    {
        If(IsRefused(Insert(storage, key, value)), () => Count(FullMap(storage)));
    }

    /// <summary>Deletes an element; one that is not there is counted.</summary>
    public void Delete(MapStorage storage, IrValue key, TextSpan span)
    {
        IrValue result = Builder.CallHelper(BpfHelper.MapDeleteElem, Builder.MapAddress(storage.Reference), key);
        if (Options.ReportHelperErrors)
            ReportFailure(BpfHelper.MapDeleteElem, result, span);
        else
            If(IsRefused(result), () => Count(new CellCount(CountedFailure.MissingElement, storage.Map.Name, span)));
    }

    private IrValue Insert(MapStorage storage, IrValue key, IrValue value) =>
        Builder.CallHelper(BpfHelper.MapUpdateElem, Builder.MapAddress(storage.Reference), key, value, Builder.Int(0));

    /// <summary>Whether an update or a deletion failed. Up to 6.3 maps answer with an int, whose upper half in the register is undefined.</summary>
    private IrValue IsRefused(IrValue result) => Builder.Compare(IrCondition.Slt, Builder.Trunc(result, IrType.I32), Builder.Const(IrType.I32, 0));

    private CellCount FullMap(MapStorage storage) => new(CountedFailure.FullMap, storage.Map.Name, _statement);

    /// <summary>Address of the value of a scalar map that is not per-CPU.</summary>
    public IrValue ScalarAddress(MapStorage storage) => Builder.MapValueAddress(storage.Reference, 0);

    private void AssignMap(BoundMapAssignment s)
    {
        MapStorage storage = Module.Storage(s.Map);
        if (s.Value is BoundAggregation aggregation)
        {
            Aggregate(storage, s.Key, aggregation);
            return;
        }

        ScriptType type = s.Map.ValueType!;
        if (storage.Kind == MapStorageKind.Scalar)
        {
            if (type.IsScalar)
            {
                IrValue value = Scalar(s.Value);
                IrValue address = ScalarAddress(storage);
                StoreScalar(address, 0, type, value);
                Builder.Store(address, storage.SetFlagOffset, Builder.Const(IrType.I8, 1));
            }
            else
            {
                IrValue source = Memory(s.Value);
                IrValue address = ScalarAddress(storage);
                Copy(address, 0, source, 0, type.Size);
                Builder.Store(address, storage.SetFlagOffset, Builder.Const(IrType.I8, 1));
            }

            return;
        }

        IrValue slot = Temporary(storage.ValueSize, 8, "new");
        Into(s.Value, slot, 0);
        Zero(slot, type.Size, storage.ValueSize - type.Size);
        IrValue key = Key(storage, s.Key);
        Update(storage, key, slot);
    }

    /// <summary>Changes a plain integer in place, creating it when missing.</summary>
    /// <returns>The old and the new value; meaningful only where the caller uses them.</returns>
    private (IrValue Before, IrValue After) UpdateInteger(MapSymbol map, BoundExpression? keyExpression, Func<IrValue, IrValue> change)
    {
        MapStorage storage = Module.Storage(map);
        ScriptType type = map.ValueType!;
        if (storage.Kind == MapStorageKind.Scalar)
        {
            IrValue address = ScalarAddress(storage);
            IrValue before = LoadScalar(address, 0, type);
            IrValue after = change(before);
            StoreScalar(address, 0, type, after);
            Builder.Store(address, storage.SetFlagOffset, Builder.Const(IrType.I8, 1));
            return (before, after);
        }

        IrValue oldSlot = Temporary(8, 8, "old");
        IrValue key = Key(storage, keyExpression);
        IrValue found = Lookup(storage, key);
        IrValue newSlot = Temporary(8, 8, "new");
        If(
            Builder.Compare(IrCondition.Ne, found, Builder.Int(0)),
            () =>
            {
                IrValue before = LoadScalar(found, 0, type);
                Builder.Store(oldSlot, 0, before);
                IrValue after = change(before);
                Builder.Store(newSlot, 0, after);
                StoreScalar(found, 0, type, after);
            },
            () =>
            {
                Builder.Store(oldSlot, 0, Builder.Int(0));
                IrValue after = change(Builder.Int(0));
                Builder.Store(newSlot, 0, after);
                IrValue initial = Temporary(8, 8, "initial");
                Builder.Store(initial, 0, after);
                Update(storage, key, initial);
            });
        return (Builder.Load(IrType.I64, oldSlot), Builder.Load(IrType.I64, newSlot));
    }

    private IrValue IncrementMap(BoundMapIncrement i)
    {
        (IrValue before, IrValue after) = UpdateInteger(i.Map, i.Key, old => Builder.Binary(IrBinaryOp.Add, old, Builder.Int(i.Step)));
        return i.IsPrefix ? after : before;
    }

    private IrValue ReadMapScalar(BoundMapRead m)
    {
        MapStorage storage = Module.Storage(m.Map);
        if (m.Map.ValueType is AggregationType aggregation)
            return ReadAggregation(storage, m, aggregation);
        if (storage.Kind == MapStorageKind.Scalar)
            return LoadScalar(ScalarAddress(storage), 0, m.Map.ValueType!);
        IrValue found = Lookup(storage, Key(storage, m.Key));
        IrValue slot = Temporary(8, 8, "element");
        Builder.Store(slot, 0, Builder.Int(0));
        If(Builder.Compare(IrCondition.Ne, found, Builder.Int(0)), () => Builder.Store(slot, 0, LoadScalar(found, 0, m.Map.ValueType!)), MissingElement(m));
        return Builder.Load(IrType.I64, slot);
    }

    private void ReadMapInto(BoundMapRead m, IrValue destination, int offset)
    {
        MapStorage storage = Module.Storage(m.Map);
        int size = m.Type.Size;
        if (storage.Kind == MapStorageKind.Scalar)
        {
            Copy(destination, offset, ScalarAddress(storage), 0, size);
            return;
        }

        IrValue found = Lookup(storage, Key(storage, m.Key));
        If(
            Builder.Compare(IrCondition.Ne, found, Builder.Int(0)),
            () => Copy(destination, offset, found, 0, size),
            () =>
            {
                Zero(destination, offset, size);
                MissingElement(m)?.Invoke();
            });
    }

    private Action? MissingElement(BoundMapRead m) =>
        Options.ReportHelperErrors ? () => ReportError(RuntimeErrorKind.HelperError, m.Span, "map_lookup_elem") : null;
}
