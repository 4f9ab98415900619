// A marker with twelve arguments, one of each form that compilers write, and one with indexed memory.
#include <stdint.h>
#include <stdio.h>
#define NOTE(name, args) \
 "990: nop\n" \
 ".pushsection .note.stapsdt,\"?\",\"note\"\n" \
 ".balign 4\n" \
 ".4byte 992f-991f, 994f-993f, 3\n" \
 "991: .asciz \"stapsdt\"\n" \
 "992: .balign 4\n" \
 "993: .8byte 990b\n.8byte _.stapsdt.base\n.8byte 0\n" \
 ".asciz \"twelve\"\n.asciz \"" name "\"\n.asciz \"" args "\"\n" \
 "994: .balign 4\n.popsection\n" \
 ".ifndef _.stapsdt.base\n.pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n" \
 ".weak _.stapsdt.base\n.hidden _.stapsdt.base\n_.stapsdt.base: .space 1\n.size _.stapsdt.base, 1\n.popsection\n.endif\n"
int32_t counter = -77;
__attribute__((noinline)) void fire(int64_t *memory)
{
  __asm__ volatile("mov $0xfffffffffffffff0, %%r8\nmov $0x1234567880000001, %%r9\nmov $0xabcdff, %%ecx\n"
    NOTE("plain", "-8@%%r8 4@%%r9d -4@%%r9d 2@%%cx -1@%%cl 1@%%ch 8@$5 -4@$-6 -4@8(%%rdi) 4@8(%%rdi) -2@-8(%%rdi) -4@counter(%%rip)")
    :: "D"(memory), "m"(counter) : "rcx", "r8", "r9");
  __asm__ volatile("mov $2, %%rcx\nmov %%rdi, %%rax\nmov $0xbeef, %%edx\nlea (,%%rdi,1), %%r10\nshr $3, %%r10\n"
    NOTE("indexed", "-8@(%%rdi,%%rcx,8) -4@-8(%%rdi,%%rcx,4) 1@1(%%rax,%%rcx) -2@(%%rax,%%rcx,8) -1@%%dh 8@(,%%r10,8) 8@8(,%%r10,8) 4@%%edx 8@$0x10 -8@$-1 8@%%rcx -4@counter(%%rip)")
    :: "D"(memory), "m"(counter) : "rax", "rcx", "rdx", "r10");
}
int main(void)
{
  static int64_t memory[4] __attribute__((aligned(16))) = { 0x7fff8001, 0x1122334455667788, -9, -123456789012 };
  fire(memory + 1);
  return 0;
}
