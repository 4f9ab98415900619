using System;
using System.Text;
using Borescope.Fuzz.Engine;

namespace Borescope.Fuzz.Mutation;

/// <summary>Makes inputs out of others.</summary>
internal sealed class Mutator
{
    private const int MaxChanges = 6;

    private static readonly ulong[] Interesting =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 511, 512, 1023, 1024, 4095, 4096, 0x7fff, 0x8000, 0xfff0, 0xfffe, 0xffff, 0x10000, 0x7fffff, 0xffffff,
        0x7ffffffe, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000, 0xfffffffffffffff8, 0xfffffffffffffffe, 0xffffffffffffffff,
    ];

    private readonly FuzzTarget _target;
    private readonly Random _random;
    private readonly Corpus _corpus;
    private readonly byte[][] _words;

    internal Mutator(FuzzTarget target, Random random, Corpus corpus)
    {
        _target = target;
        _random = random;
        _corpus = corpus;
        _words = new byte[target.Words.Count][];
        for (var index = 0; index < _words.Length; index++)
            _words[index] = Encoding.UTF8.GetBytes(target.Words[index]);
    }

    /// <summary>Writes a new input and returns its length.</summary>
    internal int Make(byte[] buffer)
    {
        var origin = _corpus.Pick(_random);
        origin.CopyTo(buffer, 0);
        var length = origin.Length;
        for (var change = _random.Next(1, MaxChanges + 1); change > 0; change--)
            Change(buffer, ref length);
        return length;
    }

    private void Change(byte[] buffer, ref int length)
    {
        // Two of three changes follow the format, where there is one to follow.
        if (_target.Structure is { } structure && _random.Next(3) != 0)
        {
            if (_random.Next(12) == 0 && structure.TryInsertRecord(buffer, ref length, _random))
                return;
            if (structure.TryPick(buffer.AsSpan(0, length), _random, out var offset, out var width) && offset + width <= length)
            {
                ChangeNumber(buffer.AsSpan(offset, width), length);
                return;
            }
        }

        if (_words.Length > 0 && _random.Next(3) == 0)
        {
            Insert(buffer, ref length, _words[_random.Next(_words.Length)]);
            return;
        }

        ChangeBytes(buffer, ref length);
    }

    private void ChangeNumber(Span<byte> number, int length)
    {
        var before = 0ul;
        for (var index = number.Length - 1; index >= 0; index--)
            before = (before << 8) | number[index];
        var after = _random.Next(8) switch
        {
            0 => before + 1,
            1 => before - 1,
            2 => before ^ (1ul << _random.Next(number.Length * 8)),
            3 => (ulong)(length + _random.Next(-16, 17)),
            4 => (ulong)_random.Next(64),
            5 => (ulong)_random.Next(4096),
            6 => before * 2,
            _ => Interesting[_random.Next(Interesting.Length)],
        };
        for (var index = 0; index < number.Length; index++, after >>= 8)
            number[index] = (byte)after;
    }

    private void ChangeBytes(byte[] buffer, ref int length)
    {
        if (length == 0)
        {
            Insert(buffer, ref length, [(byte)_random.Next(256)]);
            return;
        }

        var at = _random.Next(length);
        var run = Math.Min(Run(), length - at);
        switch (_random.Next(10))
        {
            case 0:
                buffer[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                buffer[at] = (byte)_random.Next(256);
                break;
            case 2:
                var width = Math.Min(1 << _random.Next(4), length - at);
                ChangeNumber(buffer.AsSpan(at, width), length);
                break;
            case 3:
                buffer.AsSpan((at + run)..length).CopyTo(buffer.AsSpan(at));
                length -= run;
                break;
            case 4:
                Insert(buffer, ref length, buffer.AsSpan(at, run).ToArray());
                break;
            case 5:
                buffer.AsSpan(at, run).ToArray().CopyTo(buffer.AsSpan(Math.Min(_random.Next(length), length - run)));
                break;
            case 6:
                buffer.AsSpan(at, run).Fill(_random.Next(3) switch { 0 => 0, 1 => 0xff, _ => (byte)_random.Next(256) });
                break;
            case 7 when _random.Next(4) == 0:
                length = at;
                break;
            case 8:
                Splice(buffer, ref length, at);
                break;
            default:
                for (var index = 0; index < Math.Min(run, 16); index++)
                    buffer[at + index] = (byte)_random.Next(256);
                break;
        }
    }

    // Up to here from this input, from there on from another.
    private void Splice(byte[] buffer, ref int length, int at)
    {
        var other = _corpus.Pick(_random);
        if (other.Length == 0)
            return;
        var from = _random.Next(2) == 0 ? Math.Min(at, other.Length - 1) : _random.Next(other.Length);
        var part = other.AsSpan(from, _random.Next(2) == 0 ? other.Length - from : Math.Min(Run(), other.Length - from));
        if (at + part.Length > buffer.Length)
            return;
        part.CopyTo(buffer.AsSpan(at));
        length = Math.Max(length, at + part.Length);
    }

    private void Insert(byte[] buffer, ref int length, ReadOnlySpan<byte> piece)
    {
        if (length + piece.Length > buffer.Length)
            return;
        var at = _random.Next(length + 1);
        buffer.AsSpan(at, length - at).CopyTo(buffer.AsSpan(at + piece.Length));
        piece.CopyTo(buffer.AsSpan(at));
        length += piece.Length;
    }

    // Mostly short, seldom long.
    private int Run() => 1 + _random.Next(1 << _random.Next(1, 11));
}
