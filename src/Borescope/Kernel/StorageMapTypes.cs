using Borescope.Compiler.Btf;

namespace Borescope.Kernel;

/// <summary>
/// Types for maps whose values belong to tasks, sockets, inodes or control groups: the kernel wants a signed 32-bit key and a value of the map's size
/// (bpf_local_storage_map_check_btf).
/// </summary>
internal static class StorageMapTypes
{
    internal static byte[] Build(uint valueSize, out uint key, out uint value)
    {
        var builder = new BtfBuilder();
        key = (uint)builder.Int("int", 4, BtfIntEncoding.Signed);
        value = (uint)builder.Array(builder.Int("unsigned char", 1, BtfIntEncoding.None), (int)valueSize);
        return builder.ToBytes();
    }
}
