using System;
using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Model;

namespace Borescope.Script.Semantics.Listing;

/// <summary>How the probes of a provider are listed.</summary>
/// <param name="Name">The provider.</param>
/// <param name="IsListed">Whether patterns over providers include it: returns are not, they would repeat the entries.</param>
/// <param name="List">Hands out the places that match the parts (the provider is part 0); returns what is wrong, or null.</param>
internal sealed record ListingRow(string Name, bool IsListed, Func<IKernelModel, BinderOptions, List<string>, Action<AttachPoint>, string?> List);
