using System;

namespace Borescope.Compiler.Ir;

/// <summary>The IR handed in is malformed: a mistake of the front end, not of the user's source.</summary>
public sealed class IrException : Exception
{
    /// <summary>Creates it with a sentence that names the function or instruction.</summary>
    public IrException(string message)
        : base(message)
    {
    }
}
