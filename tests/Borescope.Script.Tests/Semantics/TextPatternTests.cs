using System;
using System.Text;
using System.Text.RegularExpressions;
using Borescope.Script.Binding;

namespace Borescope.Script.Tests.Semantics;

public sealed class TextPatternTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("a*", "a", true)]
    [InlineData("*a", "ba", true)]
    [InlineData("*ab*ab", "abab", true)]
    [InlineData("*ab*ab", "aba", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("?", "", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[!]a]", "]", false)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[a", "[a", true)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "x", false)]
    [InlineData("\\", "\\", true)]
    [InlineData("a/b*", "a/b/c", true)]
    public void Patterns_match_whole_texts(string pattern, string text, bool expected) => Assert.Equal(expected, TextPattern.Parse(pattern)!.Matches(text));

    [Fact]
    public void Random_patterns_match_what_regular_expressions_match()
    {
        var random = new Random(7);
        for (int round = 0; round < 5000; round++)
        {
            var glob = new StringBuilder();
            var regex = new StringBuilder("^(?s:");
            for (int n = random.Next(8); n > 0; n--)
            {
                (string part, string same) = random.Next(6) switch { 0 => ("*", ".*"), 1 => ("?", "."), 2 => ("[ab]", "[ab]"), 3 => ("[!b-c]", "[^b-c]"), 4 => ("a", "a"), _ => ("b", "b") };
                glob.Append(part);
                regex.Append(same);
            }

            string text = new([.. RandomText(random)]);
            Assert.True(Regex.IsMatch(text, regex + ")$") == TextPattern.Parse(glob.ToString())!.Matches(text), $"{glob} on {text}");
        }
    }

    [Fact]
    public void Patterns_have_a_most_length()
    {
        Assert.True(TextPattern.Parse(new string('a', 63) + "*")!.Matches(new string('a', 64)));
        Assert.Null(TextPattern.Parse(new string('a', 64)));
    }

    private static char[] RandomText(Random random)
    {
        var text = new char[random.Next(10)];
        for (int i = 0; i < text.Length; i++)
            text[i] = "abcd"[random.Next(4)];
        return text;
    }
}
