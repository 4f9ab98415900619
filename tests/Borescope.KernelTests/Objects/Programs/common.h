// What the test programs share: the kernel's types and libbpf's public macros.
#pragma once
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

// Keeps a value alive where a test only wants the code that computes it.
#define USE(x) asm volatile("" : : "r"(x))
