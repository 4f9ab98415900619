using System.Collections.Generic;
using System.Globalization;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Model;

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

        if (path.Length > 0 && !Wildcard.IsPattern(path))
        {
            InFile(resolver, path, parts[^1], false);
            return;
        }

        if (path.Length == 0)
        {
            InFile(resolver, "", parts[^1], false);
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
            if (Wildcard.Matches(path, file))
                InFile(resolver, file, parts[^1], true);
        }

        if (resolver.Points.Count == before)
            resolver.NoMatches(string.Join(':', parts));
    }

    private static void InFile(AttachPointResolver resolver, string file, string target, bool fromPattern)
    {
        bool isReturn = resolver.Row.Provider == ProbeProvider.Uretprobe;
        string name = "";
        if (!AttachPointResolver.TryNumber(target, out ulong offset) && !resolver.SplitOffset(target, out name, out offset))
            return;
        if (offset != 0 && isReturn && name.Length > 0)
        {
            resolver.Error("the return of a function has no offset", $"write '{resolver.Row.Form}'");
            return;
        }

        UserFunctions found = resolver.Model.FindUserFunctions(file, name, offset, isReturn, resolver.Options);
        if (found.Problem is not null && !fromPattern)
            resolver.NoMatches($"{file}:{target}", found.Problem);
        foreach (string note in found.Notes)
            resolver.Warning(note);
        foreach (UserSymbol match in found.Functions)
            resolver.Add(Place(resolver, found.Path, name.Length == 0 ? "" : match.Name, offset, match.FileOffset, fromPattern || Wildcard.IsPattern(name)));
    }

    private static AttachPoint Place(AttachPointResolver resolver, string file, string name, ulong offset, ulong fileOffset, bool fromWildcard)
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
            FileOffset = fileOffset,
            FromWildcard = fromWildcard,
        };
    }
}
