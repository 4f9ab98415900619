using System;
using System.Collections.ObjectModel;

namespace Borescope.Objects;

/// <summary>A list of parts of an object; a part that was looked for in vain is refused where it is put in, not when the object is loaded.</summary>
internal sealed class SpecList<T> : Collection<T>
    where T : class
{
    /// <inheritdoc/>
    protected override void InsertItem(int index, T item) => base.InsertItem(index, item ?? throw new ArgumentNullException(nameof(item)));

    /// <inheritdoc/>
    protected override void SetItem(int index, T item) => base.SetItem(index, item ?? throw new ArgumentNullException(nameof(item)));
}
