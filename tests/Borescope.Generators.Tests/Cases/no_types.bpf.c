// An object without types: no program can keep a map then. Built with: clang-19 -O2 -target bpf -mcpu=v3 -c (without -g).
__attribute__((section("raw_tp/sys_enter"), used)) int empty(void *context)
{
    return 0;
}
