using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;

namespace Borescope.Objects.Reading;

/// <summary>
/// Which function runs when a program throws (<c>__exception_cb(f)</c>, 6.7): a tag of the program's type names it. No instruction refers to it, and yet it has to
/// be part of the program.
/// </summary>
internal static class ExceptionCallbacks
{
    private const int WholeType = -1;

    /// <summary>The callbacks by the name of the program.</summary>
    internal static Dictionary<string, string> Read(BtfSpec? btf)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (btf is null)
            return found;
        var start = "exception_callback:"u8;
        foreach (var tag in btf.OfKind(BtfKind.DeclarationTag))
        {
            if (!tag.NameBytes.StartsWith(start) || tag.Target.Kind != BtfKind.Function || (int)BtfLayout.Word(tag.Record, BtfLayout.TypeBytes) != WholeType)
                continue;
            var program = tag.Target.Name;
            if (!found.TryAdd(program, Encoding.UTF8.GetString(tag.NameBytes[start.Length..])))
                throw new ObjectReadException($"program {program} names two functions that run when it throws");
        }

        return found;
    }
}
