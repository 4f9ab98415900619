#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

// What the kernel asks a FUSE daemon to do; the numbers are those of <linux/fuse.h>.
enum fuse_request_kind {
    LOOKUP = 1, FORGET = 2, GETATTR = 3, SETATTR = 4, READLINK = 5, SYMLINK = 6, MKNOD = 8, MKDIR = 9, UNLINK = 10, RMDIR = 11, RENAME = 12, LINK = 13,
    OPEN = 14, READ = 15, WRITE = 16, STATFS = 17, RELEASE = 18, FSYNC = 20, SETXATTR = 21, GETXATTR = 22, LISTXATTR = 23, REMOVEXATTR = 24, FLUSH = 25,
    INIT = 26, OPENDIR = 27, READDIR = 28, RELEASEDIR = 29, ACCESS = 34, CREATE = 35, INTERRUPT = 36, DESTROY = 38, READDIRPLUS = 44,
};

// Every request begins like this.
struct fuse_request_header {
    __u32 length;
    __u32 opcode;
    __u64 unique;
    __u64 node;
    __u32 uid, gid, pid, padding;
};

struct event {
    enum fuse_request_kind kind;
    __u32 length;
    __u64 node;
    __u32 pid;
};

const struct event *unused_event __attribute__((unused));
const volatile __u32 daemon;

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 256 * 1024);
} events SEC(".maps");

// Where each thread of the daemon reads to.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __type(key, __u32);
    __type(value, __u64);
} targets SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_read")
int on_read(struct trace_event_raw_sys_enter *context)
{
    __u64 id = bpf_get_current_pid_tgid(), target = context->args[1];
    __u32 thread = id;

    if (id >> 32 == daemon)
        bpf_map_update_elem(&targets, &thread, &target, BPF_ANY);
    return 0;
}

SEC("tracepoint/syscalls/sys_exit_read")
int on_request(struct trace_event_raw_sys_exit *context)
{
    __u32 thread = bpf_get_current_pid_tgid();
    __u64 *target = bpf_map_lookup_elem(&targets, &thread);
    struct fuse_request_header request;
    struct event *event;

    if (!target)
        return 0;
    // Other reads of the daemon do not begin with their own length.
    if (context->ret >= (long)sizeof(request) && !bpf_probe_read_user(&request, sizeof(request), (void *)*target) && request.length == context->ret
        && (event = bpf_ringbuf_reserve(&events, sizeof(*event), 0))) {
        event->kind = request.opcode;
        event->length = request.length;
        event->node = request.node;
        event->pid = request.pid;
        bpf_ringbuf_submit(event, 0);
    }
    bpf_map_delete_elem(&targets, &thread);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
