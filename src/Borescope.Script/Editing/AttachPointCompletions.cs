using System;
using System.Collections.Generic;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Semantics.Listing;
using Borescope.Script.Semantics.Model;

namespace Borescope.Script.Editing;

/// <summary>Completions of attach points: providers, then what this machine can probe.</summary>
internal static class AttachPointCompletions
{
    /// <summary>Adds what the attach point before the cursor can go on with.</summary>
    public static void Add(string text, int position, in CursorContext context, IKernelModel model, CompletionList found)
    {
        int start = position;
        while (start > context.DeclarationStart && !char.IsWhiteSpace(text[start - 1]) && text[start - 1] != ',')
            start--;
        string written = text[start..position];
        int colon = written.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            foreach (ProviderRow row in ProviderTable.Rows)
            {
                found.AddAt(start, row.Name, CompletionKind.Module, row.Form, row.Documentation);
                foreach (string alias in row.Aliases)
                {
                    if (alias.Length > 2)
                        found.AddAt(start, alias, CompletionKind.Module, row.Form, row.Documentation);
                }
            }

            return;
        }

        if (ProviderTable.Find(written[..colon]) is not { } provider)
            return;

        // Listed under the full name, written as the script spells it.
        string rest = written[(colon + 1)..];
        foreach (string probe in List(provider.Name, rest, model))
        {
            string target = probe[(provider.Name.Length + 1)..].TrimEnd(':');
            found.AddAt(start, written[..(colon + 1)] + target, CompletionKind.Event, provider.Documentation, "");

            // Modules of kernel functions need not be written.
            if (!rest.Contains(':', StringComparison.Ordinal) && provider.Provider is Binding.ProbeProvider.Fentry or Binding.ProbeProvider.Fexit or Binding.ProbeProvider.RawTracepoint)
                found.AddAt(start, written[..(colon + 1)] + target[(target.IndexOf(':', StringComparison.Ordinal) + 1)..], CompletionKind.Event, provider.Documentation, "");
            if (!found.IsComplete)
                return;
        }
    }

    private static List<string> List(string provider, string rest, IKernelModel model)
    {
        // The parts that are whole stay as they are, the last one may go on; one part alone may also be the module, the category or the event.
        var lines = new List<string>();
        var lister = new ProbeLister(model, new BinderOptions());
        lister.List($"{provider}:{rest}*", verbose: false, lines.Add, new DiagnosticBag());
        if (provider == "tracepoint" && !rest.Contains(':', StringComparison.Ordinal))
            lister.List($"{provider}:{rest}*:*", verbose: false, lines.Add, new DiagnosticBag());
        return lines;
    }
}
