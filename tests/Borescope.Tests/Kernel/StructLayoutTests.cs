using System.Runtime.CompilerServices;
using Borescope.Kernel;

namespace Borescope.Tests.Kernel;

public sealed unsafe class StructLayoutTests
{
    private static int At<TStruct, TField>(ref TStruct whole, ref TField part)
        where TStruct : unmanaged
        where TField : unmanaged => (int)Unsafe.ByteOffset(ref Unsafe.As<TStruct, byte>(ref whole), ref Unsafe.As<TField, byte>(ref part));

    [Fact]
    public void Perf_event_attributes_lie_where_the_kernel_reads_them()
    {
        var value = default(PerfEventAttributes);
        Assert.Equal(72, sizeof(PerfEventAttributes));
        Assert.Equal(8, At(ref value, ref value.Config));
        Assert.Equal(16, At(ref value, ref value.SamplePeriod));
        Assert.Equal(24, At(ref value, ref value.SampleType));
        Assert.Equal(40, At(ref value, ref value.Flags));
        Assert.Equal(48, At(ref value, ref value.WakeupEvents));
        Assert.Equal(56, At(ref value, ref value.Config1));
        Assert.Equal(64, At(ref value, ref value.Config2));
    }

    [Fact]
    public void Program_load_attributes_lie_where_the_kernel_reads_them()
    {
        var value = default(ProgramLoadAttributes);
        Assert.Equal(8, At(ref value, ref value.Instructions));
        Assert.Equal(24, At(ref value, ref value.LogLevel));
        Assert.Equal(32, At(ref value, ref value.LogBuffer));
        Assert.Equal(48, At(ref value, ref value.Name[0]));
        Assert.Equal(68, At(ref value, ref value.ExpectedAttachType));
        Assert.Equal(80, At(ref value, ref value.FunctionInfo));
        Assert.Equal(96, At(ref value, ref value.LineInfo));
        Assert.Equal(108, At(ref value, ref value.AttachBtfId));
        Assert.Equal(112, At(ref value, ref value.AttachProgramOrBtf));
        Assert.Equal(140, At(ref value, ref value.LogTrueSize));
    }

    [Fact]
    public void Map_attributes_lie_where_the_kernel_reads_them()
    {
        var create = default(MapCreateAttributes);
        Assert.Equal(28, At(ref create, ref create.Name[0]));
        Assert.Equal(48, At(ref create, ref create.Btf));
        Assert.Equal(64, At(ref create, ref create.Extra));
        var batch = default(MapBatchAttributes);
        Assert.Equal(32, At(ref batch, ref batch.Count));
        Assert.Equal(36, At(ref batch, ref batch.Map));
        var element = default(MapElementAttributes);
        Assert.Equal(8, At(ref element, ref element.Key));
        Assert.Equal(24, At(ref element, ref element.Flags));
    }

    [Fact]
    public void Link_attributes_lie_where_the_kernel_reads_them()
    {
        var value = default(LinkCreateAttributes);
        Assert.Equal(64, sizeof(LinkCreateAttributes));
        Assert.Equal(16, At(ref value, ref value.PerfCookie));
        Assert.Equal(24, At(ref value, ref value.TracingCookie));
        Assert.Equal(20, At(ref value, ref value.KprobeCount));
        Assert.Equal(32, At(ref value, ref value.KprobeAddresses));
        Assert.Equal(40, At(ref value, ref value.KprobeCookies));
        Assert.Equal(24, At(ref value, ref value.UprobeOffsets));
        Assert.Equal(48, At(ref value, ref value.UprobeCount));
        Assert.Equal(56, At(ref value, ref value.UprobePid));
    }
}
