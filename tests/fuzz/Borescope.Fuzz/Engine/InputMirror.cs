using System;
using System.IO;
using System.IO.MemoryMappedFiles;

namespace Borescope.Fuzz.Engine;

/// <summary>Keeps the input at hand in a file that outlives the process: a stack that overflows cannot be caught.</summary>
internal sealed class InputMirror : IDisposable
{
    private const int HeaderBytes = sizeof(int);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    internal InputMirror(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, FuzzLimits.InputBytes + HeaderBytes);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>The last input that a process showed.</summary>
    internal static byte[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return bytes.AsSpan(HeaderBytes, BitConverter.ToInt32(bytes)).ToArray();
    }

    internal unsafe void Show(ReadOnlySpan<byte> input)
    {
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        *(int*)start = input.Length;
        input.CopyTo(new Span<byte>(start + HeaderBytes, FuzzLimits.InputBytes));
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
