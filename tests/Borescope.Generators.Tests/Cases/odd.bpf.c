// A program in a section that no loader knows. Built with: clang-19 -g -O2 -target bpf -mcpu=v3 -c, then llvm-strip-19 -g.
__attribute__((section("nonsense/of_mine"), used)) int odd(void *context)
{
    return 0;
}
