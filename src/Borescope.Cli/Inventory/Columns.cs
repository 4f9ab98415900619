using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Borescope.Cli.Inventory;

/// <summary>Rows of text in columns as wide as their widest cell; the last column is not padded.</summary>
internal sealed class Columns(params string[] heads)
{
    private readonly List<string[]> _rows = [heads];

    internal void Add(params string[] cells) => _rows.Add(cells);

    internal void Write(TextWriter to)
    {
        int[] widths = [.. heads.Select((_, column) => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            for (int column = 0; column < row.Length - 1; column++)
            {
                to.Write(row[column].PadRight(widths[column] + 2));
            }
            to.WriteLine(row[^1]);
        }
    }
}
