using System.Collections.Generic;
using Borescope.Compiler.Instructions;

namespace Borescope.Objects.Reading;

/// <summary>The instructions of one section with what they refer to.</summary>
/// <param name="Slots">Instructions; those that refer to maps and functions carry the kernel's marks already.</param>
/// <param name="References">By slot.</param>
internal sealed record SectionCode(BpfInstruction[] Slots, Dictionary<int, CodeReference> References);
