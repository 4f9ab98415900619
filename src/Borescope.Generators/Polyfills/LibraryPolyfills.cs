// What the library's readers use of newer class libraries, as extensions of the types that have it there.
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Borescope;

internal static unsafe class LibraryPolyfills
{
    extension(Math)
    {
        public static int Clamp(int value, int least, int most) => value < least ? least : value > most ? most : value;

        public static uint Clamp(uint value, uint least, uint most) => value < least ? least : value > most ? most : value;

        public static long Clamp(long value, long least, long most) => value < least ? least : value > most ? most : value;
    }

    extension(char)
    {
        public static bool IsAsciiDigit(char character) => character is >= '0' and <= '9';

        public static bool IsAsciiLetterOrDigit(char character) => IsAsciiDigit(character) || (character | 0x20) is >= 'a' and <= 'z';
    }

    extension(MemoryMarshal)
    {
        public static void Write<T>(Span<byte> destination, in T value)
            where T : unmanaged
        {
            var copy = value;
            MemoryMarshal.Write(destination, ref copy);
        }
    }

    extension(Encoding encoding)
    {
        public string GetString(ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty)
                return "";
            fixed (byte* pointer = bytes)
                return encoding.GetString(pointer, bytes.Length);
        }

        public int GetBytes(ReadOnlySpan<char> text, Span<byte> bytes)
        {
            if (text.IsEmpty)
                return 0;
            fixed (char* source = text)
            fixed (byte* target = bytes)
                return encoding.GetBytes(source, text.Length, target, bytes.Length);
        }
    }

    extension(string text)
    {
        public int IndexOf(char character, StringComparison comparison) =>
            comparison == StringComparison.Ordinal ? text.IndexOf(character) : text.IndexOf(character.ToString(), comparison);

        public bool StartsWith(char character) => text.Length > 0 && text[0] == character;

        public bool EndsWith(char character) => text.Length > 0 && text[text.Length - 1] == character;
    }

    extension<T>(ReadOnlySpan<T> span)
        where T : IEquatable<T>
    {
        public bool Contains(T value) => span.IndexOf(value) >= 0;
    }

    extension<T>(List<T> list)
    {
        public void AddRange(ReadOnlySpan<T> items)
        {
            foreach (var item in items)
                list.Add(item);
        }
    }

    extension<TKey, TValue>(Dictionary<TKey, TValue> dictionary)
        where TKey : notnull
    {
        public TValue? GetValueOrDefault(TKey key) => dictionary.TryGetValue(key, out var value) ? value : default;

        public bool TryAdd(TKey key, TValue value)
        {
            if (dictionary.ContainsKey(key))
                return false;
            dictionary.Add(key, value);
            return true;
        }
    }

    extension<TKey, TValue>(KeyValuePair<TKey, TValue> pair)
    {
        public void Deconstruct(out TKey key, out TValue value)
        {
            key = pair.Key;
            value = pair.Value;
        }
    }

    extension(MemoryStream stream)
    {
        public void Write(ReadOnlySpan<byte> bytes) => stream.Write(bytes.ToArray(), 0, bytes.Length);
    }
}
