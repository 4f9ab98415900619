namespace Borescope.Links;

/// <summary>In which order an iterator walks control groups; numbers of the kernel.</summary>
public enum CgroupOrder
{
    /// <summary>Only the group itself.</summary>
    SelfOnly = 1,

    /// <summary>The group and those below it, parents before children.</summary>
    ParentsFirst = 2,

    /// <summary>The group and those below it, children before parents.</summary>
    ChildrenFirst = 3,

    /// <summary>The group and its ancestors.</summary>
    AncestorsUp = 4,
}
