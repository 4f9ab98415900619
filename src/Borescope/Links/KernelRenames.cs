using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Borescope.Links;

/// <summary>Functions that tutorials and old scripts name and newer (or older) kernels call otherwise. Only names that the running kernel has are offered.</summary>
internal static class KernelRenames
{
    private static readonly (string Old, string[] New)[] Table =
    [
        ("_do_fork", ["kernel_clone"]),
        ("do_fork", ["kernel_clone", "_do_fork"]),
        ("do_sys_open", ["do_sys_openat2"]),
        ("do_sys_openat2", ["do_sys_open"]),
        ("blk_account_io_start", ["__blk_account_io_start", "blk_mq_start_request"]),
        ("blk_account_io_done", ["__blk_account_io_done", "blk_mq_end_request"]),
        ("blk_start_request", ["blk_mq_start_request"]),
        ("generic_make_request", ["submit_bio_noacct", "submit_bio"]),
        ("add_to_page_cache_lru", ["filemap_add_folio"]),
        ("mark_page_accessed", ["folio_mark_accessed"]),
        ("account_page_dirtied", ["folio_account_dirtied"]),
        ("__set_page_dirty_buffers", ["block_dirty_folio"]),
        ("shrink_page_list", ["shrink_folio_list"]),
        ("__page_cache_alloc", ["filemap_alloc_folio", "filemap_alloc_folio_noprof"]),
        ("__alloc_pages_nodemask", ["__alloc_pages", "__alloc_pages_noprof", "__alloc_frozen_pages_noprof"]),
        ("__alloc_pages", ["__alloc_pages_noprof", "__alloc_frozen_pages_noprof", "__alloc_pages_nodemask"]),
        ("__alloc_pages_noprof", ["__alloc_pages", "__alloc_frozen_pages_noprof"]),
        ("kmem_cache_alloc", ["kmem_cache_alloc_noprof"]),
        ("__kmalloc", ["__kmalloc_noprof"]),
        ("kvmalloc_node", ["__kvmalloc_node_noprof"]),
        ("kfree_skb", ["kfree_skb_reason", "sk_skb_reason_drop"]),
        ("kfree_skb_reason", ["sk_skb_reason_drop", "kfree_skb"]),
        ("tcp_drop", ["tcp_drop_reason"]),
        ("netif_receive_skb_internal", ["__netif_receive_skb_core", "netif_receive_skb"]),
        ("do_page_fault", ["exc_page_fault", "handle_mm_fault"]),
        ("do_IRQ", ["common_interrupt"]),
        ("smp_apic_timer_interrupt", ["sysvec_apic_timer_interrupt"]),
        ("run_timer_softirq", ["__run_timers"]),
        ("get_user_pages", ["__get_user_pages"]),
        ("vfs_mknod", ["do_mknodat"]),
        ("vfs_readdir", ["iterate_dir"]),
        ("do_unlinkat", ["vfs_unlink"]),
        ("sys_clone", ["kernel_clone"]),
        ("try_to_wake_up", ["wake_up_process"]),
        ("probe_kernel_read", ["copy_from_kernel_nofault"]),
        ("printk", ["_printk", "vprintk_emit"]),
    ];

    /// <summary>Names that may have taken the place of another.</summary>
    internal static IEnumerable<string> Of(string function)
    {
        foreach (var (old, replacements) in Table)
        {
            if (old != function)
                continue;
            foreach (var name in replacements)
                yield return name;
        }

        // sys_open, SyS_open and the wrappers of other architectures.
        var call = "";
        foreach (var prefix in new[] { "__x64_sys_", "__arm64_sys_", "__se_sys_", "__ia32_sys_", "sys_", "SyS_", "ksys_" })
        {
            if (function.StartsWith(prefix, StringComparison.Ordinal))
            {
                call = function[prefix.Length..];
                break;
            }
        }

        if (call.Length == 0)
            yield break;
        var native = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "__arm64_sys_" : "__x64_sys_";
        foreach (var name in new[] { native + call, "__se_sys_" + call, "ksys_" + call, "__do_sys_" + call, "do_" + call })
        {
            if (name != function)
                yield return name;
        }
    }
}
