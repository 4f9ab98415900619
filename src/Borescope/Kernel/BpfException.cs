using System;

namespace Borescope.Kernel;

/// <summary>A kernel refusal, told as a sentence: what was asked, the errno, the likely cause and the next step.</summary>
public class BpfException : Exception
{
    /// <summary>Creates the error of a failed operation.</summary>
    /// <param name="errno">The kernel's answer.</param>
    /// <param name="operation">What was asked.</param>
    /// <param name="subject">What it was asked for, such as <c>kprobe:vfs_read</c>; may be empty.</param>
    /// <param name="hint">The likely cause and the next step; null takes the one of the table for errno and operation.</param>
    /// <param name="inner">The first real error when this one came from a fallback.</param>
    public BpfException(Errno errno, KernelOperation operation, string subject, string? hint = null, Exception? inner = null)
        : base(Describe(errno, operation, subject, hint ??= ErrnoHints.Find(errno, operation)), inner)
    {
        Errno = errno;
        Operation = operation;
        Subject = subject;
        Hint = hint;
    }

    /// <summary>Creates an error found before the kernel was asked.</summary>
    public BpfException(string message, KernelOperation operation, string subject, string? hint = null, Exception? inner = null)
        : base(hint is null ? message : $"{message}\n  hint: {hint}", inner)
    {
        Operation = operation;
        Subject = subject;
        Hint = hint;
    }

    /// <summary>The kernel's answer, <see cref="Errno.None"/> when the kernel was not asked.</summary>
    public Errno Errno { get; }

    /// <summary>What was asked.</summary>
    public KernelOperation Operation { get; }

    /// <summary>What it was asked for.</summary>
    public string Subject { get; }

    /// <summary>Likely cause and next step, or null.</summary>
    public string? Hint { get; }

    private static string Describe(Errno errno, KernelOperation operation, string subject, string? hint)
    {
        var target = subject.Length == 0 ? "" : $" {subject}";
        var text = $"{OperationText.Of(operation)}{target} failed: {ErrnoText.Of(errno)} ({NameOf(errno)})";
        return hint is null ? text : $"{text}\n  hint: {hint}";
    }

    private static string NameOf(Errno errno) => Enum.GetName(errno) ?? $"errno {(int)errno}";
}
