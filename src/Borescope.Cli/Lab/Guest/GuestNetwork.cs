using System;
using System.Buffers.Binary;
using System.Text;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab.Guest;

/// <summary>The guest has no network but its loopback device.</summary>
internal static unsafe class GuestNetwork
{
    private const int AddressFamilyInternet = 2;
    private const int SocketDatagram = 2;
    private const nuint SetInterfaceFlags = 0x8914;
    private const short UpAndRunning = 0x41;

    /// <summary>Brings an interface up; the kernel gives loopback its address by itself.</summary>
    internal static void Raise(string name)
    {
        int socket = Libc.Socket(AddressFamilyInternet, SocketDatagram, 0);
        if (socket < 0)
        {
            throw Descriptor.Failure("socket");
        }
        // struct ifreq: name (16 bytes), then a union whose first member is the flags.
        Span<byte> request = stackalloc byte[40];
        request.Clear();
        Encoding.ASCII.GetBytes(name, request);
        BinaryPrimitives.WriteInt16LittleEndian(request[16..], UpAndRunning);
        fixed (byte* start = request)
        {
            int result = Libc.Ioctl(socket, SetInterfaceFlags, start);
            _ = Libc.Close(socket);
            if (result != 0)
            {
                throw Descriptor.Failure("bringing up " + name);
            }
        }
    }
}
