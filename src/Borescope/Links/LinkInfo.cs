using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>What the kernel tells about a BPF link (5.8). The types derived from it tell more about kinds of links that trace.</summary>
/// <param name="Id">Number, as <c>borescope link list</c> shows it; never used again while the kernel runs.</param>
/// <param name="Type">Kind of link.</param>
/// <param name="ProgramId">Number of the program that runs.</param>
public record LinkInfo(uint Id, BpfLinkType Type, uint ProgramId)
{
    /// <summary>Where it is attached, in words.</summary>
    public virtual string Target => $"{Type} link {Id}";
}
