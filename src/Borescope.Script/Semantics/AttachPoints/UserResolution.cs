using System.Collections.Generic;
using System.Globalization;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;
using Borescope.Symbols;

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

        if (parts.Count > 1 && path.LastIndexOf('@') is > 0 and var at)
        {
            AtLine(resolver, path[..at], path[(at + 1)..]);
            return;
        }

        if (parts.Count == 3 && parts[1] != "cpp")
        {
            resolver.Error($"not supported yet: symbols of the language '{parts[1]}'", $"write '{resolver.Row.Form}'");
            return;
        }

        if (path.Length > 0 && !Wildcard.IsFilePattern(path))
        {
            InFile(resolver, path, Target(parts), false);
            return;
        }

        if (path.Length == 0)
        {
            InFile(resolver, "", Target(parts), false);
            return;
        }

        int before = resolver.Points.Count;
        foreach (string file in resolver.Model.MatchFiles(path, resolver.Options.Pid))
            InFile(resolver, file, Target(parts), true);
        if (resolver.Points.Count == before)
            resolver.NoMatches(string.Join(':', parts));
    }

    /// <summary>The function that parts name; behind <c>cpp</c> it is one of C++ also where its name alone does not tell.</summary>
    public static string Target(List<string> parts) =>
        parts.Count == 3 && parts[1] == "cpp" && !parts[2].Contains("::", System.StringComparison.Ordinal) ? "::" + parts[2] : parts[^1];

    /// <summary>usdt: <c>file:marker</c>, <c>file:namespace:marker</c>.</summary>
    public static void Usdt(AttachPointResolver resolver)
    {
        List<string> parts = resolver.Parts;
        if (parts.Count is < 2 or > 3 || parts[^1].Length == 0 || (parts[0].Length == 0 && resolver.Options.Pid == 0))
        {
            resolver.WrongForm();
            return;
        }

        string provider = parts.Count == 3 ? parts[1] : "";
        IReadOnlyList<string> files = [parts[0]];
        bool everyFile = parts[0].Length == 0 || Wildcard.IsFilePattern(parts[0]);
        if (everyFile)
            files = resolver.Model.MatchFiles(parts[0].Length == 0 ? "*" : parts[0], resolver.Options.Pid);
        int before = resolver.Points.Count;
        foreach (string file in files)
        {
            UserMarkers found = resolver.Model.FindMarkers(file, provider, parts[^1], resolver.Options);
            if (found.Problem is not null && !everyFile)
                resolver.NoMatches(string.Join(':', parts), found.Problem);
            foreach (string note in found.Notes)
                resolver.Warning(note);
            foreach (UsdtSite site in found.Sites)
                resolver.Add(Place(resolver, found.Path, site, everyFile || Wildcard.IsPattern(parts[^1]) || Wildcard.IsPattern(provider)));
        }

        if (everyFile && resolver.Points.Count == before)
            resolver.NoMatches(string.Join(':', parts));
    }

    private static AttachPoint Place(AttachPointResolver resolver, string file, UsdtSite site, bool fromWildcard) => new()
    {
        Provider = ProbeProvider.Usdt,
        Text = $"usdt:{file}:{site.Provider}:{site.Name}",
        Path = file,
        Category = site.Provider,
        Event = site.Name,
        FileOffset = site.Offset,
        Marker = site,
        FromWildcard = fromWildcard,
    };

    // file@source:line and file@source:line:column.
    private static void AtLine(AttachPointResolver resolver, string file, string source)
    {
        List<string> parts = resolver.Parts;
        ulong column = 0;
        if (source.Length == 0 || !Lexer.TryNumber(parts[1], out ulong line) || line is 0 or > int.MaxValue
            || (parts.Count == 3 && (!Lexer.TryNumber(parts[2], out column) || column is 0 or > int.MaxValue)))
        {
            resolver.Error("this is no source line", "write 'uprobe:file@source.c:line' or 'uprobe:file@source.c:line:column'");
            return;
        }

        if (resolver.Row.Provider == ProbeProvider.Uretprobe)
        {
            resolver.Error("a source line has no return", "write 'uretprobe:file:function'");
            return;
        }

        IReadOnlyList<ulong> addresses = resolver.Model.FindUserLine(file, source, (int)line, (int)column, resolver.Options, out string? problem);
        if (addresses.Count == 0)
            resolver.NoMatches(string.Join(':', parts), problem ?? "nothing was found");
        foreach (ulong address in addresses)
        {
            UserFunctions found = resolver.Model.FindUserFunctions(file, "", address, false, resolver.Options);
            if (found.Problem is not null)
                resolver.NoMatches(string.Join(':', parts), found.Problem);
            foreach (UserSymbol match in found.Functions)
                resolver.Add(Place(resolver, found.Path, "", address, match.FileOffset, addresses.Count > 1) with { Text = resolver.Text });
        }
    }

    private static void InFile(AttachPointResolver resolver, string file, string target, bool fromPattern)
    {
        bool isReturn = resolver.Row.Provider == ProbeProvider.Uretprobe;
        string name = "";
        if (!Lexer.TryNumber(target, out ulong offset) && !resolver.SplitOffset(target, out name, out offset))
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
