using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Types;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Script.Semantics.Kernel;

/// <summary>
/// Which argument of a user function <c>argN</c> reads: integers, pointers and enums take one place after the other; floating point numbers and structures do not,
/// and cannot be read, but may take places of those that follow.
/// </summary>
internal sealed class UserPrototypes(CallingConvention convention, BtfTypes types)
{
    private const int SlotBytes = 8;
    private const int BigBytes = 16;

    /// <summary>The prototype of a FUNC: argument i of the readable ones is <c>arg(Offset / 8)</c>.</summary>
    public FunctionPrototype Of(BtfType function, string path)
    {
        var places = new Places(convention);
        if (convention.HidesResult && function.ReturnType.Resolve() is { Kind: BtfKind.Struct or BtfKind.Union } result && result.Size > BigBytes)
            places.TakeInteger(1);
        var fields = new List<StructField>();
        var unreadable = new Dictionary<string, string>();
        for (int i = 0; i < function.Parameters.Count; i++)
        {
            BtfParameter parameter = function.Parameters[i];
            if (parameter.Type.IsVoid && parameter.Name.Length == 0)
                break; // "...": where those are depends on the call.
            string name = parameter.Name.Length > 0 ? parameter.Name : "arg" + i;
            if (Take(parameter.Type.Resolve(), places, out string? reason) is { } slot)
                fields.Add(new StructField(name, InUser(types.Convert(parameter.Type, AddressSpace.User)), slot * SlotBytes));
            else
                unreadable.TryAdd(name, reason!);
        }

        return new FunctionPrototype(
            function.Name, path, function.Id, new StructType("", false, SlotBytes * fields.Count, name => fields.Find(f => f.Name == name), () => fields),
            types.Convert(function.ReturnType, AddressSpace.User))
        {
            Unreadable = unreadable,
        };
    }

    private static ScriptType InUser(ScriptType type) => type is PointerType pointer ? pointer with { Space = AddressSpace.User } : type;

    // The number of the argument; null with a reason where probes cannot read it.
    private int? Take(BtfType type, Places places, out string? reason)
    {
        reason = null;
        switch (type.Kind)
        {
            case BtfKind.Float when type.RecordedSize <= SlotBytes:
                places.TakeFloat(1);
                reason = "it is in a floating point register, which BPF programs do not see";
                return null;
            case BtfKind.Float:
                places.TakeStack(type.RecordedSize);
                reason = "it is a floating point number, with which BPF programs cannot compute";
                return null;
            case BtfKind.Struct or BtfKind.Union:
                TakeStructure(type, places);
                reason = $"it is a {(type.Kind == BtfKind.Union ? "union" : "structure")} that is handed over by value, in parts";
                return null;
            case BtfKind.Int when type.RecordedSize > SlotBytes:
                places.TakeInteger(2);
                reason = "it has more than 64 bits";
                return null;
            case BtfKind.Int or BtfKind.Pointer or BtfKind.Enum or BtfKind.Enum64:
                return places.TakeInteger(1);
            default:
                places.TakeInteger(1);
                reason = "its type is not described";
                return null;
        }
    }

    private void TakeStructure(BtfType type, Places places)
    {
        long size = type.Size;
        if (size > BigBytes && convention.BigByReference)
        {
            places.TakeInteger(1);
        }
        else if (size > BigBytes)
        {
            places.TakeStack(size);
        }
        else
        {
            // Each 8 bytes are in a register of the kind that their members ask for.
            var isInteger = new bool[2];
            Classify(type, 0, isInteger, 0);
            int words = (int)((size + SlotBytes - 1) / SlotBytes);
            int integers = 0;
            for (int i = 0; i < words; i++)
                integers += isInteger[i] ? 1 : 0;
            places.TakeParts(integers, words - integers);
        }
    }

    private static void Classify(BtfType type, long at, bool[] isInteger, int depth)
    {
        type = type.Resolve();
        if (depth > 16 || at >= BigBytes || at < 0)
            return;
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union:
                foreach (BtfMember member in type.Members)
                    Classify(member.Type, at + (member.BitOffset / 8), isInteger, depth + 1);
                break;
            case BtfKind.Array:
                long element = Math.Max(1, type.Target.Size);
                for (long i = 0; i < Math.Min(type.ElementCount, BigBytes); i++)
                    Classify(type.Target, at + (i * element), isInteger, depth + 1);
                break;
            case not BtfKind.Float:
                isInteger[at / SlotBytes] = true;
                break;
        }
    }

    // What is taken already, in the order of the arguments.
    private sealed class Places(CallingConvention convention)
    {
        private int _integers;
        private int _floats;
        private long _stack;

        /// <summary>Registers for so many words, or all of them on the stack; the number that argN has for the first.</summary>
        public int TakeInteger(int words)
        {
            if (_integers + words <= convention.Registers)
            {
                _integers += words;
                return _integers - words;
            }

            return convention.Registers + (int)(TakeStack((long)words * SlotBytes) / SlotBytes);
        }

        public void TakeFloat(int words)
        {
            if (_floats + words <= convention.FloatRegisters)
                _floats += words;
            else
                TakeStack((long)words * SlotBytes);
        }

        // A structure is in registers as a whole or not at all.
        public void TakeParts(int integers, int floats)
        {
            if (_integers + integers > convention.Registers || _floats + floats > convention.FloatRegisters)
            {
                TakeStack((long)(integers + floats) * SlotBytes);
                return;
            }

            _integers += integers;
            _floats += floats;
        }

        public long TakeStack(long bytes)
        {
            long start = _stack;
            _stack = Math.Min(start + ((bytes + SlotBytes - 1) / SlotBytes * SlotBytes), 1 << 20);
            return start;
        }
    }
}
