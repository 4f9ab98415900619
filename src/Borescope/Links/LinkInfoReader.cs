using System;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>Asks the kernel about a link: once for what kind it is and how much there is to tell, once more for names and lists.</summary>
internal static unsafe class LinkInfoReader
{
    private const int MaxNameBytes = 4096;
    private const uint ReturnFlag = 1;

    // Kernels before 6.7 answer with less than the counter of missed hits.
    private const uint BytesWithMissed = 56;

    // What a link may list at most; the kernel's own limit for multi links is 1 << 20.
    private const uint MaxPlaces = 1 << 20;

    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static LinkInfo Read(ISystemCalls calls, int link, string subject)
    {
        var first = default(LinkInfoRecord);
        var bytes = Query(calls, link, ref first, subject);
        return (BpfLinkType)first.Type switch
        {
            BpfLinkType.RawTracepoint => RawTracepoint(calls, link, subject),
            BpfLinkType.Tracing => new TracingLinkInfo(
                first.Id, first.ProgramId, (BpfAttachType)first.TracingAttachType, first.TracingTargetObject, first.TracingTargetType, first.TracingCookie),
            BpfLinkType.Iterator => Iterator(calls, link, subject),
            BpfLinkType.KprobeMulti => KprobeMulti(calls, link, first, bytes, subject),
            BpfLinkType.UprobeMulti => UprobeMulti(calls, link, first, subject),
            BpfLinkType.PerfEvent => PerfEvent(calls, link, first, bytes, subject),
            var type => new LinkInfo(first.Id, type, first.ProgramId),
        };
    }

    private static RawTracepointLinkInfo RawTracepoint(ISystemCalls calls, int link, string subject)
    {
        var name = stackalloc byte[MaxNameBytes];
        *name = 0;
        var record = new LinkInfoRecord { RawName = (ulong)name, RawNameLength = MaxNameBytes };
        Query(calls, link, ref record, subject);
        return new RawTracepointLinkInfo(record.Id, record.ProgramId, Text(name), record.RawCookie);
    }

    private static IteratorLinkInfo Iterator(ISystemCalls calls, int link, string subject)
    {
        var name = stackalloc byte[MaxNameBytes];
        *name = 0;
        var record = new LinkInfoRecord { IteratorName = (ulong)name, IteratorNameLength = MaxNameBytes };
        Query(calls, link, ref record, subject);
        var kind = Text(name);
        var isTask = kind.StartsWith("task", StringComparison.Ordinal);
        return new IteratorLinkInfo(
            record.Id, record.ProgramId, kind, record.IteratorMap, isTask ? record.IteratorThread : 0, isTask ? record.IteratorProcess : 0);
    }

    private static KprobeMultiLinkInfo KprobeMulti(ISystemCalls calls, int link, LinkInfoRecord first, uint bytes, string subject)
    {
        var count = Math.Min(first.KprobeCount, MaxPlaces);
        var addresses = new ulong[count];
        var cookies = new ulong[count];
        if (count > 0)
        {
            fixed (ulong* addressPointer = addresses)
            fixed (ulong* cookiePointer = cookies)
            {
                var record = new LinkInfoRecord { KprobeCount = count, KprobeAddresses = (ulong)addressPointer, KprobeCookies = (ulong)cookiePointer };
                Query(calls, link, ref record, subject);
            }
        }

        return new KprobeMultiLinkInfo(
            first.Id, first.ProgramId, (first.KprobeFlags & ReturnFlag) != 0, addresses, cookies, bytes >= BytesWithMissed ? first.KprobeMultiMissed : null);
    }

    private static UprobeMultiLinkInfo UprobeMulti(ISystemCalls calls, int link, LinkInfoRecord first, string subject)
    {
        var count = Math.Min(first.UprobeCount, MaxPlaces);
        var places = new UserTarget[count];
        var path = "";
        if (count > 0)
        {
            var numbers = new ulong[3 * count];
            var name = stackalloc byte[MaxNameBytes];
            *name = 0;
            fixed (ulong* pointer = numbers)
            {
                var record = new LinkInfoRecord
                {
                    UprobePath = (ulong)name, UprobePathLength = MaxNameBytes, UprobeCount = count,
                    UprobeOffsets = (ulong)pointer, UprobeReferences = (ulong)(pointer + count), UprobeCookies = (ulong)(pointer + (2 * count)),
                };
                Query(calls, link, ref record, subject);
            }

            path = Text(name);
            for (var index = 0; index < places.Length; index++)
                places[index] = new UserTarget(numbers[index], "", numbers[(2 * count) + index], numbers[count + index]);
        }

        return new UprobeMultiLinkInfo(first.Id, first.ProgramId, (first.UprobeFlags & ReturnFlag) != 0, path, places, (int)first.UprobeProcess);
    }

    private static PerfEventLinkInfo PerfEvent(ISystemCalls calls, int link, LinkInfoRecord first, uint bytes, string subject)
    {
        var kind = (PerfEventLinkKind)first.PerfType;
        var name = stackalloc byte[MaxNameBytes];
        *name = 0;
        if (kind is not (PerfEventLinkKind.Unknown or PerfEventLinkKind.Event))
        {
            var record = new LinkInfoRecord { PerfName = (ulong)name, PerfNameLength = MaxNameBytes };
            Query(calls, link, ref record, subject);
        }

        var isKprobe = kind is PerfEventLinkKind.Kprobe or PerfEventLinkKind.Kretprobe;
        var isEvent = kind == PerfEventLinkKind.Event;
        return new PerfEventLinkInfo(
            first.Id, first.ProgramId, kind, Text(name), isEvent ? 0 : first.PerfOffset, isKprobe ? first.PerfAddress : 0,
            isKprobe && bytes >= BytesWithMissed ? first.PerfMissed : null,
            kind == PerfEventLinkKind.Unknown ? 0 : isKprobe ? first.PerfCookie : first.ShortCookie)
        {
            EventType = isEvent ? (PerfEventType)first.EventType : default, EventConfig = isEvent ? first.EventConfig : 0,
        };
    }

    private static uint Query(ISystemCalls calls, int link, ref LinkInfoRecord record, string subject)
    {
        var error = LinkInfoRecord.TryRead(calls, link, ref record, out var bytes);
        return error == Errno.None ? bytes : throw new BpfException(error, KernelOperation.ObjectInfo, subject);
    }

    private static string Text(byte* name)
    {
        var bytes = new ReadOnlySpan<byte>(name, MaxNameBytes);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
