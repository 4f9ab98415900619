using System;
using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

/// <summary>Whose memory a place is in.</summary>
internal enum PlaceSpace
{
    /// <summary>BPF memory: stack, map value, event.</summary>
    Bpf,

    /// <summary>The probe's context.</summary>
    Context,

    /// <summary>Kernel memory.</summary>
    Kernel,

    /// <summary>Memory of the current process.</summary>
    User,

    /// <summary>Kernel or process, by the address.</summary>
    Unknown,
}

/// <summary>Something in memory that is not read yet: base address plus constant offset.</summary>
/// <param name="Base">Pointer for <see cref="PlaceSpace.Bpf"/> and <see cref="PlaceSpace.Context"/>, I64 otherwise.</param>
internal readonly record struct Place(IrValue Base, long Offset, PlaceSpace Space)
{
    public Place At(long offset) => this with { Offset = Offset + offset };
}

internal sealed partial class ProbeLowering
{
    /// <summary>Follows fields, indexes and dereferences down to a place without reading it.</summary>
    public Place PlaceOf(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundArguments a:
                return new Place(Context(a.Span), 0, PlaceSpace.Context);
            case BoundDereference d:
                return new Place(Scalar(d.Pointer), 0, SpaceOf(d.Pointer.Type));
            case BoundField { Field.IsDataLoc: true } f:
                return DataLocation(f);
            case BoundField f:
                return PlaceOf(f.Base).At(f.Field.Offset);
            case BoundIndex i:
                return IndexedPlace(i);
            case BoundConversion { Type: not (PointerType or IntegerType) } c when c.Operand.Type.Size == c.Type.Size && !c.Operand.Type.IsScalar:
                return PlaceOf(c.Operand);
            default:
                return new Place(Memory(expression), 0, PlaceSpace.Bpf);
        }
    }

    /// <summary>The address of a place as a number.</summary>
    public IrValue AddressOf(Place place, TextSpan span)
    {
        if (place.Space == PlaceSpace.Context && place.Offset == 0 && place.Base.Type == IrType.Pointer)
            return Builder.Cast(place.Base, IrType.I64);
        return Builder.Cast(PlaceAddress(place), IrType.I64);
    }

    /// <summary>Reads a scalar from a place.</summary>
    public IrValue ReadPlace(Place place, BoundExpression source)
    {
        StructField? field = (source as BoundField)?.Field;
        if (field is { IsBitField: true })
            return ReadBitField(place, field, source.Type);
        if (field is { IsDataLoc: true })
            return AddressOf(place, source.Span);
        if (place.Space == PlaceSpace.Context)
            return ReadContext(place, source.Type);
        if (place.Space == PlaceSpace.Bpf)
            return LoadScalar(place.Base, checked((int)place.Offset), source.Type);
        IrValue slot = Temporary(source.Type.Size, source.Type.Size, "read");
        ProbeRead(slot, 0, source.Type.Size, place, source.Span);
        return LoadScalar(slot, 0, source.Type);
    }

    /// <summary>
    /// A pointer as a plain number. What a trampoline program gets as a struct pointer is typed for the verifier, which refuses arithmetic on it, so
    /// it is read through memory instead.
    /// </summary>
    public IrValue PlainNumber(BoundExpression expression)
    {
        if (HasArgumentSlots && expression is BoundField { Base: BoundArguments, Type: PointerType } f)
        {
            IrValue slot = Temporary(8, 8, "pointer");
            ProbeRead(slot, 0, 8, new Place(Context(f.Span), f.Field.Offset, PlaceSpace.Context), f.Span);
            return Builder.Load(IrType.I64, slot);
        }

        return Scalar(expression);
    }

    /// <summary>Copies <paramref name="size"/> bytes of a place into BPF memory; what cannot be read is zero.</summary>
    public void ProbeRead(IrValue destination, int offset, int size, Place place, TextSpan span) =>
        Read(destination, offset, Builder.Int(size), place, span, BpfHelper.ProbeReadKernel, BpfHelper.ProbeReadUser);

    /// <summary>Copies a NUL-terminated string of at most <paramref name="size"/> bytes, NUL included.</summary>
    public void ProbeReadString(IrValue destination, int offset, IrValue size, Place place, TextSpan span) =>
        Read(destination, offset, size, place, span, BpfHelper.ProbeReadKernelStr, BpfHelper.ProbeReadUserStr);

    /// <summary>Copies a number of bytes known only at run time; the value must be bounded.</summary>
    public void ProbeReadBytes(IrValue destination, int offset, IrValue size, Place place, TextSpan span) =>
        Read(destination, offset, size, place, span, BpfHelper.ProbeReadKernel, BpfHelper.ProbeReadUser);

    /// <summary>The space a pointer or an integer used as address belongs to.</summary>
    public PlaceSpace SpaceOf(ScriptType type) => (type is PointerType { Space: not AddressSpace.Unknown } p ? p.Space : DefaultSpace) switch
    {
        AddressSpace.User => PlaceSpace.User,
        AddressSpace.Unknown => PlaceSpace.Unknown,
        _ => PlaceSpace.Kernel,
    };

    private void Read(IrValue destination, int offset, IrValue size, Place place, TextSpan span, BpfHelper kernel, BpfHelper user)
    {
        IrValue target = Builder.Offset(destination, offset);
        IrValue address = PlaceAddress(place);
        switch (place.Space)
        {
            case PlaceSpace.User:
                ReportFailure(user, Builder.CallHelper(user, target, size, address), span);
                break;
            case PlaceSpace.Unknown:
                // Kernel addresses have the top bit set, user addresses do not, on x86-64 and arm64.
                If(
                    Builder.Compare(IrCondition.Slt, Builder.Cast(address, IrType.I64), Builder.Int(0)),
                    () => ReportFailure(kernel, Builder.CallHelper(kernel, target, size, address), span),
                    () => ReportFailure(user, Builder.CallHelper(user, target, size, address), span));
                break;
            default:
                ReportFailure(kernel, Builder.CallHelper(kernel, target, size, address), span);
                break;
        }
    }

    private IrValue PlaceAddress(Place place) =>
        place.Base.Type == IrType.Pointer
            ? Builder.Offset(place.Base, place.Offset)
            : place.Offset == 0 ? place.Base : Builder.Binary(IrBinaryOp.Add, place.Base, Builder.Int(place.Offset));

    private IrValue ReadContext(Place place, ScriptType type)
    {
        int offset = checked((int)place.Offset);
        if (HasArgumentSlots)
        {
            // Every argument takes 8 bytes; bits above a narrow argument are undefined.
            IrValue slot = Builder.Load(IrType.I64, place.Base, offset);
            return type.Size >= 8 ? slot : Extend(Builder.Trunc(slot, MemoryType(type)), type);
        }

        // What an iterator hands out may be null, and the verifier wants that checked for every copy; read as memory it is a plain number.
        if (offset % type.Size == 0 && !(Provider == ProbeProvider.Iter && type is PointerType))
            return LoadScalar(place.Base, offset, type);
        IrValue copy = Temporary(type.Size, type.Size, "field");
        ProbeRead(copy, 0, type.Size, place, default);
        return LoadScalar(copy, 0, type);
    }

    private IrValue ReadBitField(Place place, StructField field, ScriptType type)
    {
        var unit = new IntegerType(field.UnitSize, false);
        IrValue bits;
        if (place.Space == PlaceSpace.Bpf)
        {
            bits = LoadScalar(place.Base, checked((int)place.Offset), unit);
        }
        else if (place.Space == PlaceSpace.Context && !HasArgumentSlots && place.Offset % field.UnitSize == 0)
        {
            bits = LoadScalar(place.Base, checked((int)place.Offset), unit);
        }
        else
        {
            IrValue slot = Temporary(field.UnitSize, field.UnitSize, "bits");
            ProbeRead(slot, 0, field.UnitSize, place, default);
            bits = LoadScalar(slot, 0, unit);
        }

        if (ModuleLowering.IsSigned(type))
        {
            IrValue top = Builder.Binary(IrBinaryOp.Shl, bits, Builder.Int(64 - field.BitOffset - field.BitWidth));
            return Builder.Binary(IrBinaryOp.AShr, top, Builder.Int(64 - field.BitWidth));
        }

        IrValue shifted = field.BitOffset == 0 ? bits : Builder.Binary(IrBinaryOp.LShr, bits, Builder.Int(field.BitOffset));
        return field.BitWidth >= 64 ? shifted : Builder.Binary(IrBinaryOp.And, shifted, Builder.Int((1L << field.BitWidth) - 1));
    }

    private Place DataLocation(BoundField f)
    {
        Place location = PlaceOf(f.Base).At(f.Field.Offset);
        IrValue word = Builder.ZExt(Builder.Load(IrType.I32, location.Base, checked((int)location.Offset)), IrType.I64);
        IrValue start = Builder.Binary(IrBinaryOp.And, word, Builder.Int(0xffff));
        return new Place(Builder.Binary(IrBinaryOp.Add, Context(f.Span), start), 0, PlaceSpace.Kernel);
    }

    private Place IndexedPlace(BoundIndex i)
    {
        Place start;
        int size;
        if (i.Base.Type is PointerType p)
        {
            start = new Place(Scalar(i.Base), 0, SpaceOf(p));
            size = Math.Max(1, p.Target.Size);
        }
        else
        {
            start = PlaceOf(i.Base);
            size = i.Base.Type is ArrayType a ? a.Element.Size : 1;
        }

        if (i.Index is BoundConstant constant)
            return start.At(checked(constant.Value * size));

        IrValue index = Scalar(i.Index);
        int count = i.Base.Type switch { ArrayType { Count: > 0 } array => array.Count, StringType text => text.Size, _ => 0 };
        if (i.IsBoundsChecked && count > 0)
            If(Builder.Compare(IrCondition.Uge, index, Builder.Int(count)), () => ReportError(RuntimeErrorKind.OutOfBounds, i.Span));

        if (start.Space == PlaceSpace.Bpf)
        {
            // BPF memory must not be left: the index is clamped, the verifier sees the bound.
            IrValue slot = Temporary(8, 8, "index");
            Builder.Store(slot, 0, index);
            If(Builder.Compare(IrCondition.Uge, index, Builder.Int(Math.Max(count, 1))), () => Builder.Store(slot, 0, Builder.Int(Math.Max(count, 1) - 1)));
            IrValue bounded = Builder.Load(IrType.I64, slot);
            return start with { Base = Builder.Binary(IrBinaryOp.Add, start.Base, Builder.Binary(IrBinaryOp.Mul, bounded, Builder.Int(size))) };
        }

        // The context cannot be indexed by a variable: its memory is kernel memory, so it is read as such.
        PlaceSpace space = start.Space == PlaceSpace.Context ? PlaceSpace.Kernel : start.Space;
        IrValue scaled = size == 1 ? index : Builder.Binary(IrBinaryOp.Mul, index, Builder.Int(size));
        return new Place(Builder.Binary(IrBinaryOp.Add, start.Base, scaled), start.Offset, space);
    }
}
