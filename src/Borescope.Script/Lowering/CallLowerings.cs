using System;
using System.Collections.Generic;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Lowering.Calls;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

/// <summary>How calls of one function are lowered. A row overrides what its result needs: nothing, a register or memory.</summary>
internal abstract class CallLowering
{
    /// <summary>Whether a call does more than yield a value.</summary>
    public virtual bool HasEffect => false;

    /// <summary>The call as a statement.</summary>
    public virtual void Effect(ProbeLowering p, BoundCall call)
    {
        if (call.Type.IsScalar)
            Scalar(p, call);
        else if (call.Type is not VoidType)
            p.Memory(call);
    }

    /// <summary>The call as a number (I64).</summary>
    public virtual IrValue Scalar(ProbeLowering p, BoundCall call) =>
        throw new LoweringException(call.Span, $"{call.Function}() does not yield a number");

    /// <summary>Writes the call's value, of <see cref="BoundExpression.Type"/>, to memory.</summary>
    public virtual void Into(ProbeLowering p, BoundCall call, IrValue destination, int offset) =>
        throw new LoweringException(call.Span, $"{call.Function}() does not yield a value");
}

/// <summary>The table of functions: name → lowering.</summary>
internal static class CallLowerings
{
    private static readonly Dictionary<string, CallLowering> Table = new(StringComparer.Ordinal)
    {
        ["printf"] = new FormatCall(),
        ["errorf"] = new FormatCall(),
        ["warnf"] = new FormatCall(),
        ["system"] = new FormatCall(),
        ["cat"] = new FormatCall(),
        ["print"] = new PrintCall(),
        ["print_element"] = new PrintElementCall(),
        ["clear"] = new MapActionCall(clear: true),
        ["zero"] = new MapActionCall(clear: false),
        ["delete"] = new DeleteCall(),
        ["has_key"] = new HasKeyCall(),
        ["len"] = new LenCall(),
        ["exit"] = new ExitCall(),
        ["time"] = new TimeCall(),
        ["join"] = new JoinCall(),
        ["strftime"] = new FirstOfLastArgument(),
        ["str"] = new StrCall(),
        ["buf"] = new BufCall(),
        ["strncmp"] = new StrncmpCall(),
        ["strlen"] = new StrlenCall(),
        ["strstr"] = new StrstrCall(),
        ["globmatch"] = new GlobmatchCall(),
        ["memcmp"] = new MemcmpCall(),
        ["str_concat"] = new ConcatCall(),
        ["signal_thread"] = new SignalThreadCall(),
        ["override"] = new OverrideCall(),
        ["write_user"] = new WriteUserCall(),
        ["path"] = new PathCall(),
        ["socket_cookie"] = new SocketCookieCall(),
        ["skboutput"] = new SkbOutputCall(),
        ["unwatch"] = new UnwatchCall(),
        ["debugf"] = new DebugCall(),
        ["find"] = new FindCall(),
        ["probe_is"] = new ProbeIsCall(),
        ["probe_text"] = new ProbeTextCall(),
        ["ksym"] = new FirstOfLastArgument(),
        ["usym"] = new UsymCall(),
        ["ntop"] = new NtopCall(),
        ["macaddr"] = new MacaddrCall(),
        ["reg"] = new RegCall(),
        ["signal"] = new SignalCall(),
        ["bswap"] = new BswapCall(),
        ["kptr"] = new FirstOfLastArgument(),
        ["uptr"] = new FirstOfLastArgument(),
    };

    /// <summary>Names that lowering knows.</summary>
    public static IEnumerable<string> Names => Table.Keys;

    public static CallLowering Find(BoundCall call) =>
        Table.TryGetValue(call.Function, out CallLowering? row) ? row : throw new LoweringException(call.Span, $"not supported yet: {call.Function}()");
}
