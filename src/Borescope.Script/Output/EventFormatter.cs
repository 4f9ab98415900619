using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Borescope.Script.Lowering;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>
/// Turns event records into output, each action prepared on its first event. Actions that change maps, run commands, read files or end the run are left
/// to the caller.
/// </summary>
public sealed class EventFormatter : IDisposable
{
    private readonly IReadOnlyList<EventAction> _actions;
    private readonly IOutput _output;
    private readonly Func<EventAction, SourcePosition> _locate;
    private readonly object?[] _prepared;
    private readonly ValueWriter _plainValues;
    private readonly ByteSink _scratch = new();

    /// <summary>Creates a formatter.</summary>
    /// <param name="actions">Actions of the compiled script, by index.</param>
    /// <param name="output">Where output goes.</param>
    /// <param name="resolver">Names and times.</param>
    /// <param name="locate">Finds the place of an action in the script; asked only when a message needs it.</param>
    public EventFormatter(IReadOnlyList<EventAction> actions, IOutput output, IValueResolver resolver, Func<EventAction, SourcePosition> locate)
    {
        ArgumentNullException.ThrowIfNull(actions);
        _actions = actions;
        _output = output;
        _locate = locate;
        _prepared = new object?[actions.Count];
        _plainValues = new ValueWriter(resolver, new OutputOptions(), escapeText: false);
    }

    /// <summary>Prints a record of printf, errorf, warnf, debugf, print of a value, time, join or a runtime error.</summary>
    /// <param name="record">The record, from its action index on.</param>
    /// <returns>False when the action is not one of these: the caller has to carry it out.</returns>
    /// <exception cref="ArgumentException">The record names no action or is shorter than its action says.</exception>
    public bool TryFormat(ReadOnlySpan<byte> record)
    {
        int index = ActionIndex(record);
        switch (_actions[index])
        {
            case FormatAction { Kind: "system" or "cat" }:
                return false;
            case FormatAction action:
                PrintfWriter writer = Writer(index, action);
                if (action.Kind == "errorf")
                    _output.Errorf(writer, record, Position(action));
                else if (action.Kind == "warnf")
                    _output.Warnf(writer, record, Position(action));
                else
                    _output.Printf(writer, record);
                return true;
            case PrintValueAction { Value: var field }:
                _output.Value(field.Type, record[field.Offset..]);
                return true;
            case TimeAction action:
                _output.Time((TimeFormat)(_prepared[index] ??= new TimeFormat(action.Format, fractions: false)));
                return true;
            case JoinAction action:
                _output.Join(record, action);
                return true;
            case RuntimeErrorAction action:
                long code = action.Kind == RuntimeErrorKind.HelperError ? BinaryPrimitives.ReadInt64LittleEndian(record[8..]) : 0;
                _output.RuntimeError(action, code, Position(action));
                return true;
            default:
                return false;
        }
    }

    /// <summary>The formatted text of system() or cat(), unescaped as a shell or file name needs it.</summary>
    /// <param name="record">The record, from its action index on.</param>
    /// <returns>The text; valid until the next call.</returns>
    public ReadOnlySpan<byte> FormatText(ReadOnlySpan<byte> record)
    {
        int index = ActionIndex(record);
        if (_actions[index] is not FormatAction action)
            throw new ArgumentException("The action has no format.", nameof(record));
        _scratch.Truncate(0);
        Writer(index, action).Write(_scratch, record, _plainValues);
        return _scratch.Written;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scratch.Dispose();
        _plainValues.Dispose();
    }

    private int ActionIndex(ReadOnlySpan<byte> record)
    {
        uint index = record.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(record) : uint.MaxValue;
        if (index >= (uint)_actions.Count)
            throw new ArgumentException($"A record of {record.Length} bytes names no action of the script.", nameof(record));
        if (record.Length < _actions[(int)index].RecordSize)
            throw new ArgumentException($"A record of action {index} has {record.Length} bytes instead of {_actions[(int)index].RecordSize}.", nameof(record));
        return (int)index;
    }

    private PrintfWriter Writer(int index, FormatAction action) =>
        (PrintfWriter)(_prepared[index] ??= new PrintfWriter(PrintfFormat.Parse(action.Format), action.Arguments));

    private SourcePosition Position(EventAction action) => _locate(action);
}
