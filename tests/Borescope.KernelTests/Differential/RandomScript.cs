using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Borescope.KernelTests.Differential;

/// <summary>A random script and what it must print.</summary>
internal sealed class RandomScript
{
    private static readonly ReferenceType[] Integers = [.. new[] { 8, 16, 32, 64 }.SelectMany(b => new[] { new ReferenceType(b, Sign.Signed), new ReferenceType(b, Sign.Unsigned) })];
    private static readonly long[] Interesting =
        [0, 1, 2, 3, 7, 10, 63, 64, 100, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 65536, int.MaxValue, 1L + int.MaxValue, uint.MaxValue, 1L << 32, long.MaxValue];
    private static readonly string[] Words = ["", "a", "b", "ab", "abc", "abd", "hello", "hello world", "twelve chars", "a text of more than thirty-two bytes"];

    private readonly Random _random;
    private readonly List<string> _integers = [];
    private readonly List<string> _counters = [];
    private readonly List<Statement> _statements = [];
    private int _names;
    private int _loopDepth;

    public RandomScript(int seed)
    {
        _random = new Random(seed);
        Declare();
        for (int left = 4 + _random.Next(12); left > 0; left--)
            _statements.Add(Any(0));
        foreach (string name in _integers)
            _statements.Add(new Print([new Variable(name)]));
        var text = new StringBuilder("config = { max_map_keys = 64 }\nbegin ");
        Statement.WriteBlock(text, "", _statements);
        Source = text.ToString();
        Expected = Evaluate();
    }

    /// <summary>The script.</summary>
    public string Source { get; }

    /// <summary>What its prints print; maps printed at the end are not part of it.</summary>
    public string Expected { get; }

    private void Declare()
    {
        for (int i = 0; i < 4; i++)
            Start($"$v{i}");
        for (int i = 0; i < 2; i++)
            Start($"@m{i}");
        foreach (string map in new[] { "@k", "@t" })
            _statements.Add(new Assignment(new Element(map, Keys(map)), "", Initial()));
        _statements.Add(new Assignment(new Element("@s", [Word(0)]), "", Word(0)));
        foreach (string name in new[] { "$s0", "@s1" })
            _statements.Add(new Assignment(new Variable(name), "", Word(0)));
    }

    private void Start(string name)
    {
        _statements.Add(new Assignment(new Variable(name), "", Initial()));
        _integers.Add(name);
    }

    private Expression Initial() => _random.Next(3) == 0 ? Literal() : new Cast(Pick(Integers), Literal());

    private string Evaluate()
    {
        var types = new Dictionary<string, ReferenceType> { ["$s0"] = ReferenceType.Text, ["@s1"] = ReferenceType.Text, ["@s"] = ReferenceType.Text };
        foreach (string counter in _counters)
            types[counter] = counter.StartsWith("$i", StringComparison.Ordinal) ? ReferenceType.Open64 : ReferenceType.Int64;
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (Statement s in _statements)
            {
                s.Infer((name, value) =>
                {
                    ReferenceType type = value.Type(types);
                    ReferenceType joined = type == ReferenceType.Text || !types.TryGetValue(name, out ReferenceType? before) ? type : before.Join(type);
                    changed |= !types.TryGetValue(name, out ReferenceType? old) || old != joined;
                    types[name] = joined;
                }, types);
            }
        }

        var state = new ReferenceState { Types = types };
        Statement.RunAll(_statements, state);
        return state.Output.ToString();
    }

    private Statement Any(int depth)
    {
        int kind = _random.Next(depth < 2 ? 20 : 14);
        return kind switch
        {
            < 3 => new Print([Now(Typed(3))]),
            3 => new Format(Pick(["%llx", "%lld", "%llu"]), Typed(3)),
            4 => new Print([Condition(2)]),
            5 => new Print([Typed(2), Word(1), Typed(1)]),
            6 => new Assignment(new Variable(Pick(_integers)), "", Typed(3)),
            7 => new Assignment(new Variable(Pick(_integers)), Pick(["+", "-", "*", "&", "|", "^"]), Typed(2)),
            8 => Stored(),
            9 => new Increment(_random.Next(2) == 0 ? new Variable(Pick(_integers)) : Read(), _random.Next(2) == 0 ? 1 : -1),
            10 => new Print([Word(2), Word(1)]),
            11 => new Assignment(new Variable(Pick(["$s0", "@s1"])), "", Word(2)),
            12 => new Assignment(new Element("@s", [Word(1)]), "", Word(1)),
            13 => _random.Next(3) == 0 ? new Delete(Read()) : _loopDepth > 0 ? Leaves() : new Print([Read()]),
            < 17 => new IfElse(Condition(2), Block(depth), _random.Next(2) == 0 ? [] : Block(depth)),
            17 => Looping(() => new Loop(null, 0, 1 + _random.Next(4), Block(depth)), leaves: false),
            18 => Counted(depth),
            // The verifier walks through every round of every branch: loops in loops are kept short.
            _ => Looping(() => new While(NewCounter(), 1 + _random.Next(depth == 0 ? 4 : 2), Block(depth)), leaves: true),
        };
    }

    /// <summary>A map without key is read when user space prints it; part of an expression it is read at once.</summary>
    private static Expression Now(Expression value) => value is Variable { Name: ['@', ..] } ? new Arithmetic("+", value, new Number(0)) : value;

    private Loop Counted(int depth)
    {
        string counter = $"$i{_names++}";
        _counters.Add(counter);
        int from = _random.Next(3);
        return (Loop)Looping(() => new Loop(counter, from, from + _random.Next(5), Block(depth, counter)), leaves: true);
    }

    private Statement Looping(Func<Statement> make, bool leaves)
    {
        int before = _loopDepth;
        _loopDepth = leaves ? before + 1 : 0;
        Statement loop = make();
        _loopDepth = before;
        return loop;
    }

    private IfElse Leaves() => new(Condition(1), [new Leave(_random.Next(2) == 0 ? Leaving.Break : Leaving.Continue)], []);

    private string NewCounter()
    {
        string name = $"$w{_names++}";
        _counters.Add(name);
        return name;
    }

    private List<Statement> Block(int depth, string? counter = null)
    {
        var body = new List<Statement>();
        if (counter is not null && _random.Next(2) == 0)
            body.Add(new Print([new Arithmetic(Pick(["+", "*", "^"]), new Variable(counter), Typed(1))]));
        for (int left = 1 + _random.Next(3); left > 0; left--)
            body.Add(Any(depth + 1));
        return body;
    }

    private Assignment Stored()
    {
        Element target = Read();
        return new Assignment(target, _random.Next(3) == 0 ? Pick(["+", "-", "|"]) : "", Typed(2));
    }

    private Element Read()
    {
        string map = Pick(["@k", "@t"]);
        return new Element(map, Keys(map));
    }

    private List<Expression> Keys(string map) => map == "@k" ? [Small()] : [Small(), Word(0)];

    /// <summary>An integer of few different values: keys must meet.</summary>
    private Expression Small() => _random.Next(3) == 0
        ? new Cast(Pick(Integers), Literal())
        : new Arithmetic("&", new Variable(Pick(_integers)), new Number(3));

    /// <summary>An integer expression that is not a bare literal: those adapt to where they stand.</summary>
    private Expression Typed(int depth)
    {
        if (depth <= 0)
        {
            return _random.Next(5) switch
            {
                0 => new Cast(Pick(Integers), Literal()),
                1 => Read(),
                _ => new Variable(Pick(_integers)),
            };
        }

        switch (_random.Next(12))
        {
            case 0 or 1:
                return Typed(0);
            case 2:
                return new Cast(Pick(Integers), Typed(depth - 1));
            case 3:
                return new Unary(Pick(['-', '~']), Typed(depth - 1));
            case 4:
                return new Conditional(Condition(depth - 1), Typed(depth - 1), Typed(depth - 1));
            case 5:
                return new Arithmetic(Pick(["<<", ">>"]), Typed(depth - 1), _random.Next(2) == 0 ? new Number(_random.Next(64)) : new Arithmetic("&", Typed(depth - 1), new Number(63)));
            case 6:
                return new Arithmetic(Pick(["/", "%"]), Typed(depth - 1), _random.Next(3) == 0 ? new Variable(Pick(_integers)) : new Number(1 + _random.Next(1000)));
            default:
                string op = Pick(["+", "-", "*", "&", "|", "^"]);
                return _random.Next(3) switch
                {
                    0 => new Arithmetic(op, Typed(depth - 1), Literal()),
                    1 => new Arithmetic(op, Literal(), Typed(depth - 1)),
                    _ => new Arithmetic(op, Typed(depth - 1), Typed(depth - 1)),
                };
        }
    }

    private Expression Condition(int depth)
    {
        if (depth > 0)
        {
            switch (_random.Next(6))
            {
                case 0:
                    return new Logical(_random.Next(2) == 0, Condition(depth - 1), Condition(depth - 1));
                case 1:
                    return new Unary('!', Condition(depth - 1));
                case 2:
                    return new Comparison(Pick(["==", "!="]), Word(depth - 1), Word(depth - 1));
                default:
                    break;
            }
        }

        string op = Pick(["==", "!=", "<", "<=", ">", ">="]);
        return new Comparison(op, Typed(depth), _random.Next(2) == 0 ? Literal() : Typed(depth));
    }

    private Expression Word(int depth) => _random.Next(depth > 0 ? 7 : 4) switch
    {
        0 or 1 => new Text(Pick(Words)),
        2 => new CutText(Pick(Words), 1 + _random.Next(8)),
        3 => new Text(Pick(Words)),
        4 => new Variable(Pick(["$s0", "@s1"])),
        5 => new Element("@s", [Word(depth - 1)]),
        _ => new Conditional(Condition(depth - 1), Word(depth - 1), Word(depth - 1)),
    };

    private Number Literal()
    {
        long value = _random.Next(4) == 0 ? _random.NextInt64() >> _random.Next(63) : Pick(Interesting);
        return new Number(_random.Next(4) == 0 ? -value : value);
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
