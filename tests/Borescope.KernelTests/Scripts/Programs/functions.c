// Functions to probe: arguments in registers and on the stack, strings, results, a loop of calls. Its arguments are the number of rounds
// and of milliseconds to wait before the end.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((noinline)) int add(int a, int b) { __asm__ volatile(""); return a + b; }
__attribute__((noinline)) int add_one(int a) { __asm__ volatile(""); return a + 1; }
__attribute__((noinline)) long nine(long a, long b, long c, long d, long e, long f, long g, long h, long i)
{
  __asm__ volatile("");
  return a + b + c + d + e + f + g + h + i;
}
__attribute__((noinline)) const char *greet(const char *name) { __asm__ volatile(""); return name; }
struct point { int x; short y; char label[8]; struct point *next; };
__attribute__((noinline)) int walk(struct point *p) { __asm__ volatile("" : : "r"(p) : "memory"); return p->x + p->y; }


// The kernel does not probe instructions with a lock prefix.
__attribute__((naked, noinline)) void odd_locked(void) { __asm__ volatile("lock addl $0, (%rsp)\n ret"); }
__attribute__((noinline)) int odd_plain(int a) { __asm__ volatile(""); return a; }

int main(int argc, char **argv)
{
  int rounds = argc > 1 ? atoi(argv[1]) : 1;
  struct point second = { 3, -4, "second", NULL }, first = { 1, 2, "first", &second };
  char name[] = "world";
  long sum = 0;
  for (int i = 0; i < rounds; i++)
  {
    sum += add(i, 10) + add_one(i) + nine(1, 2, 3, 4, 5, 6, 7, 8, 9) + walk(&first);
    sum += greet(name)[0];
  }
  odd_locked();
  if (argc > 2)
    usleep(atoi(argv[2]) * 1000);
  sum += odd_plain(0);
  printf("sum %ld\n", sum);
  return 0;
}
