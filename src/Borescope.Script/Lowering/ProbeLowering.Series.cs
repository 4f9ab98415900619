using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

/// <content>tseries(): a ring of intervals in one value. See <see cref="AggregationKind.TimeSeries"/> for its layout.</content>
internal sealed partial class ProbeLowering
{
    private void AggregateSeries(MapStorage storage, BoundExpression? keyExpression, IrValue value, AggregationType type)
    {
        // Intervals begin at round times of the wall clock, as it was when the script started.
        IrValue now = Builder.Binary(IrBinaryOp.Add, BuiltinLowerings.Clock(this, "boot"), Builder.Int(Options.BootToUnix));
        IrValue interval = Builder.Binary(IrBinaryOp.UDiv, now, Builder.Int(type.Step));
        IrValue slot = Builder.Binary(IrBinaryOp.URem, interval, Builder.Int(type.Intervals));
        IrValue key = Key(storage, keyExpression);
        if (!storage.IsScalar)
        {
            If(Builder.Compare(IrCondition.Eq, Lookup(storage, key), Builder.Int(0)), () =>
            {
                IrValue empty = Temporary(storage.ValueSize, 8, "series");
                Zero(empty, 0, storage.ValueSize);
                Update(storage, key, empty);
            });
        }

        IrValue found = Lookup(storage, key);
        If(Builder.Compare(IrCondition.Ne, found, Builder.Int(0)), () =>
            If(Builder.Compare(IrCondition.Ult, slot, Builder.Int(type.Intervals)), () =>
            {
                IrValue at = Builder.Binary(IrBinaryOp.Add, found, Builder.Binary(IrBinaryOp.Mul, slot, Builder.Int(AggregationType.IntervalSize)));
                IrValue mark = Builder.Binary(IrBinaryOp.Add, interval, Builder.Int(1));
                If(
                    Builder.Compare(IrCondition.Eq, Builder.Load(IrType.I64, at, 0), mark),
                    () => Merge(at, value, now, type),
                    () =>
                    {
                        Builder.Store(at, 0, mark);
                        Builder.Store(at, 8, value);
                        Builder.Store(at, 16, type.Function == SeriesFunction.Last ? now : Builder.Int(1));
                    });
            }));
    }

    private void Merge(IrValue at, IrValue value, IrValue now, AggregationType type)
    {
        switch (type.Function)
        {
            case SeriesFunction.Avg:
                AddAt(at, 8, value);
                AddAt(at, 16, Builder.Int(1));
                break;
            case SeriesFunction.Sum:
                AddAt(at, 8, value);
                break;
            case SeriesFunction.Min:
                If(Builder.Compare(type.Signed ? IrCondition.Slt : IrCondition.Ult, value, Builder.Load(IrType.I64, at, 8)), () => Builder.Store(at, 8, value));
                break;
            case SeriesFunction.Max:
                If(Builder.Compare(type.Signed ? IrCondition.Sgt : IrCondition.Ugt, value, Builder.Load(IrType.I64, at, 8)), () => Builder.Store(at, 8, value));
                break;
            default:
                Builder.Store(at, 8, value);
                Builder.Store(at, 16, now);
                break;
        }
    }
}
