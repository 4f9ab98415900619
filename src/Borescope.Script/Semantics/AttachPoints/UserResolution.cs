using System.Collections.Generic;
using System.Globalization;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Semantics.Typing;

namespace Borescope.Script.Semantics.AttachPoints;

/// <summary>Places in programs and libraries: uprobe and uretprobe.</summary>
internal static class UserResolution
{
    /// <summary>uprobe and uretprobe.</summary>
    public static void Uprobe(AttachPointResolver resolver)
    {
        List<string> parts = resolver.Parts;
        string path = parts.Count > 1 ? parts[0] : "";
        if (parts.Count == 0 || parts[^1].Length == 0 || parts.Count > 3 || (parts.Count == 1 && resolver.Options.Pid == 0))
        {
            resolver.WrongForm();
            return;
        }

        if (parts.Count == 3 && parts[1] != "cpp")
        {
            resolver.Error($"not supported yet: symbols of the language '{parts[1]}'", $"write '{resolver.Row.Form}'");
            return;
        }

        if (path.Contains('@', System.StringComparison.Ordinal))
        {
            resolver.Error("not supported yet: uprobes by source line");
            return;
        }

        bool anyFile = path.Length == 0 || Wildcard.IsPattern(path);
        if (!anyFile)
        {
            string? file = resolver.Model.ResolveBinary(path);
            if (file is null)
                resolver.Error($"there is no file '{path}'", "give the path of a program or library, or a name that is found in PATH or in the library cache");
            else
                InFile(resolver, file, parts[^1], false);
            return;
        }

        if (resolver.Options.Pid == 0)
        {
            resolver.Error("a pattern for the file needs a process", "give it with -p PID");
            return;
        }

        int before = resolver.Points.Count;
        foreach (string file in resolver.Model.MappedFiles(resolver.Options.Pid))
        {
            if (path.Length == 0 || Wildcard.Matches(path, file))
                InFile(resolver, file, parts[^1], true);
        }

        if (resolver.Points.Count == before)
            resolver.NoMatches(string.Join(':', parts));
    }

    private static void InFile(AttachPointResolver resolver, string file, string target, bool quiet)
    {
        if (AttachPointResolver.TryNumber(target, out ulong address))
        {
            resolver.Add(Place(resolver, file, "", address, false));
            return;
        }

        if (!resolver.SplitOffset(target, out string name, out ulong offset))
            return;
        if (offset != 0 && resolver.Row.Provider == ProbeProvider.Uretprobe)
        {
            resolver.Error("the return of a function has no offset", $"write '{resolver.Row.Form}'");
            return;
        }

        IReadOnlyList<UserSymbol> matches = resolver.Model.MatchUserSymbols(file, name);
        bool pattern = Wildcard.IsPattern(name);
        if (matches.Count == 0 && !quiet)
            resolver.NoMatches($"{file}:{name}", pattern ? [] : Suggestions.Hint(name, Names(resolver.Model.MatchUserSymbols(file, "*"))));
        foreach (UserSymbol match in matches)
        {
            if (offset != 0 && match.Size != 0 && offset >= match.Size)
            {
                resolver.Error($"offset {offset} is outside of {match.Name}, which has {match.Size} bytes");
                continue;
            }

            resolver.Add(Place(resolver, file, match.Name, offset, pattern || quiet));
        }
    }

    private static AttachPoint Place(AttachPointResolver resolver, string file, string name, ulong offset, bool fromWildcard)
    {
        string number = offset.ToString(CultureInfo.InvariantCulture);
        string target = name.Length == 0 ? number : offset == 0 ? name : name + "+" + number;
        return new AttachPoint
        {
            Provider = resolver.Row.Provider!.Value,
            Text = $"{resolver.Row.Name}:{file}:{target}",
            Function = name,
            Path = file,
            Offset = offset,
            FromWildcard = fromWildcard,
        };
    }

    private static IEnumerable<string> Names(IReadOnlyList<UserSymbol> symbols)
    {
        foreach (UserSymbol symbol in symbols)
            yield return symbol.Name;
    }
}
