// A program that throws: what runs then is named by a tag and called by nothing.
#include "common.h"

extern void bpf_throw(u64 cookie) __ksym;

__noinline int caught(u64 cookie)
{
    return cookie + 64;
}

static __noinline int checked(struct __sk_buff *skb)
{
    if (skb->len < 20)
        bpf_throw(skb->len);
    return 1;
}

SEC("tc")
__attribute__((btf_decl_tag("exception_callback:caught")))
int exceptions(struct __sk_buff *skb)
{
    return checked(skb);
}

char LICENSE[] SEC("license") = "GPL";
