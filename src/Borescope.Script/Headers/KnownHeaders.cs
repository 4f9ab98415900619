using System;
using System.Collections.Generic;

namespace Borescope.Script.Headers;

/// <summary>
/// Headers that scripts often include for a few names. Where they are not installed, these names stand for them: a machine that is traced seldom has a C compiler.
/// </summary>
internal static class KnownHeaders
{
    // Types that every script knows.
    private static readonly string[] TypesOnly =
    [
        "stdint.h", "inttypes.h", "stdbool.h", "stddef.h", "stdarg.h", "sys/types.h", "linux/types.h", "uapi/linux/types.h", "asm/types.h", "limits.h",
    ];

    private const string Families = """
        #define AF_UNSPEC 0
        #define AF_UNIX 1
        #define AF_LOCAL 1
        #define AF_INET 2
        #define AF_AX25 3
        #define AF_BRIDGE 7
        #define AF_INET6 10
        #define AF_KEY 15
        #define AF_NETLINK 16
        #define AF_PACKET 17
        #define AF_TIPC 30
        #define AF_BLUETOOTH 31
        #define AF_ALG 38
        #define AF_VSOCK 40
        #define AF_XDP 44
        #define SOCK_STREAM 1
        #define SOCK_DGRAM 2
        #define SOCK_RAW 3
        #define SOCK_SEQPACKET 5
        #define SOCK_PACKET 10

        """;

    private const string Protocols = """
        #define IPPROTO_IP 0
        #define IPPROTO_ICMP 1
        #define IPPROTO_IGMP 2
        #define IPPROTO_TCP 6
        #define IPPROTO_UDP 17
        #define IPPROTO_IPV6 41
        #define IPPROTO_ICMPV6 58
        #define IPPROTO_SCTP 132
        #define IPPROTO_RAW 255

        """;

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["sys/socket.h"] = Families,
        ["linux/socket.h"] = Families,
        ["netinet/in.h"] = Families + Protocols,
        ["linux/in.h"] = Protocols,
    };

    /// <summary>What stands for a header that is not installed; null when nothing does.</summary>
    public static string? TextOf(string name) => Array.IndexOf(TypesOnly, name) >= 0 ? "" : Texts.GetValueOrDefault(name);

    /// <summary>The macros in such a text.</summary>
    public static IEnumerable<CMacro> MacrosOf(string text)
    {
        var lexer = new CLexer(text);
        while (lexer.TryRead(out CLine line))
        {
            if (line.Word == "define")
                yield return CMacro.Read(line);
        }
    }
}
