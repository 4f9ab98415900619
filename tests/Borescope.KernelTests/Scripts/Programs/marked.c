// A program with static markers, written as sys/sdt.h writes them: several sites of one name, two namespaces, a semaphore, and arguments in
// registers, memory, constants and behind symbols. Its argument is a number of milliseconds to wait before it starts.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
__extension__ unsigned short app_open_semaphore __attribute__((unused, section(".probes"), visibility("hidden")));
int32_t counter = 77;
#define NOTE(provider, name, semaphore, args) \
 "990: nop\n" \
 ".pushsection .note.stapsdt,\"?\",\"note\"\n" \
 ".balign 4\n" \
 ".4byte 992f-991f, 994f-993f, 3\n" \
 "991: .asciz \"stapsdt\"\n" \
 "992: .balign 4\n" \
 "993: .8byte 990b\n" \
 ".8byte _.stapsdt.base\n" \
 ".8byte " semaphore "\n" \
 ".asciz \"" provider "\"\n.asciz \"" name "\"\n.asciz \"" args "\"\n" \
 "994: .balign 4\n" \
 ".popsection\n" \
 ".ifndef _.stapsdt.base\n" \
 ".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n" \
 ".weak _.stapsdt.base\n.hidden _.stapsdt.base\n" \
 "_.stapsdt.base: .space 1\n.size _.stapsdt.base, 1\n" \
 ".popsection\n.endif\n"
struct inner { int64_t first; int32_t second; };
__attribute__((noinline)) void work(int32_t n, const char *text, struct inner *p, uint64_t i)
{
  if (app_open_semaphore) __asm__ volatile(NOTE("app", "guarded", "app_open_semaphore", "-4@%%edi 8@%%rsi") :: "D"(n), "S"(text));
  __asm__ volatile(NOTE("app", "open", "0", "-4@%%edi 8@%%rsi -4@8(%%rdx) 1@$5 -8@$-3 2@%%cx") :: "D"(n), "S"(text), "d"(p), "c"(i));
  __asm__ volatile(NOTE("app", "index", "0", "1@(%%rsi,%%rcx,1) -4@counter(%%rip) -1@%%dil") :: "D"(n), "S"(text), "c"(1L), "m"(counter));
}
__attribute__((noinline)) void again(int32_t n, const char *text)
{
  __asm__ volatile(NOTE("app", "open", "0", "-4@%%esi 8@%%rdi -4@$9 1@$6 -8@$-4 2@$7") :: "S"(n), "D"(text));
  __asm__ volatile(NOTE("lib", "open", "0", "") ::);
  __asm__ volatile(NOTE("lib", "real", "0", "8f@%%xmm0") ::);
  __asm__ volatile(NOTE("odd", "constants", "0", "2@$-536 -2@$-536 1@$-1 4@$-2 -1@$200") ::);
}
int main(int argc, char **argv)
{
  struct inner p = { 1, -22 };
  char hello[] = "hello", second[] = "again";
  if (argc > 1)
    usleep(atoi(argv[1]) * 1000);
  for (int i = 0; i < 3; i++)
  {
    work(-1 - i, hello, &p, 0x12345);
    again(i, second);
  }
  printf("semaphore %d\n", app_open_semaphore);
  return 0;
}
