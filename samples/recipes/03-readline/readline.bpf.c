#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct command {
    __u32 pid;
    char text[80];
};

const struct command *unused_command __attribute__((unused));

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 64 * 1024);
} commands SEC(".maps");

SEC("uretprobe//bin/bash:readline")
int BPF_KRETPROBE(on_line, const char *line)
{
    struct command *command;

    if (!line || !(command = bpf_ringbuf_reserve(&commands, sizeof(*command), 0)))
        return 0;
    command->pid = bpf_get_current_pid_tgid() >> 32;
    bpf_probe_read_user_str(command->text, sizeof(command->text), line);
    bpf_ringbuf_submit(command, 0);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
