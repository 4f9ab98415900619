using System.Text;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>One parameter of a function.</summary>
/// <param name="Name">Name, may be empty.</param>
/// <param name="Type">Type.</param>
public readonly record struct BtfParameter(string Name, BtfType Type);

/// <summary>Parameters of a function prototype, enumerable without allocating a list.</summary>
public readonly struct BtfParameters
{
    private const int ElementBytes = 8;

    private readonly BtfType _prototype;

    internal BtfParameters(BtfType prototype)
    {
        _prototype = prototype;
        var count = prototype.Kind == BtfKind.FunctionPrototype ? prototype.Count : 0;
        IsVariadic = count > 0 && BtfLayout.Word(Record(prototype, count - 1), 4) == 0;
        Count = IsVariadic ? count - 1 : count;
    }

    /// <summary>Number of named parameters.</summary>
    public int Count { get; }

    /// <summary>Whether the prototype ends with an ellipsis.</summary>
    public bool IsVariadic { get; }

    /// <summary>A parameter by position; positions outside give an unnamed one of type <c>void</c>.</summary>
    public BtfParameter this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                return default;
            var record = Record(_prototype, index);
            return new BtfParameter(
                Encoding.UTF8.GetString(_prototype.Spec!.StringAt(BtfLayout.Word(record, 0))),
                _prototype.Spec[BtfLayout.Word(record, 4)]);
        }
    }

    /// <summary>The type alone, without reading the name.</summary>
    internal BtfType TypeAt(int index) => (uint)index < (uint)Count ? _prototype.Spec![BtfLayout.Word(Record(_prototype, index), 4)] : default;

    /// <summary>For <c>foreach</c>.</summary>
    public Enumerator GetEnumerator() => new(this);

    private static System.ReadOnlySpan<byte> Record(BtfType prototype, int index) =>
        prototype.Record[(BtfLayout.TypeBytes + (index * ElementBytes))..];

    /// <summary>Walks the parameters.</summary>
    public struct Enumerator
    {
        private readonly BtfParameters _parameters;
        private int _index;

        internal Enumerator(BtfParameters parameters)
        {
            _parameters = parameters;
            _index = -1;
        }

        /// <summary>The parameter at the current position.</summary>
        public readonly BtfParameter Current => _parameters[_index];

        /// <summary>Goes to the next parameter.</summary>
        public bool MoveNext() => ++_index < _parameters.Count;
    }
}
