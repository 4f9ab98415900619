// A function that is handed structs of all kinds, strings and numbers; what it got is written on the stack right before, so that probes can read it.
#include <stdint.h>

enum color { RED = 1, GREEN, BLUE };
struct inner { int x; char name[8]; };
struct foo
{
  char c;
  int a;
  long b;
  struct inner in;
  struct inner *p;
  int arr[4];
  int m[2][3];
  uint8_t low : 3, high : 5;
  enum color col;
  union { int whole; uint8_t part[4]; };
  char *s;
  struct { short q; } anon;
  int64_t negative;
  struct inner ins[2];
  char **argv;
  int (*call)(int);
  _Bool yes;
};
struct node { int value; struct node *next; };

int numbers[3] = { 7, 8, 9 };

static int call(int a) { return a; }
__attribute__((noinline)) int func(struct foo *f, const char *s, int n, uint64_t u, int8_t negative, int *p) { __asm__ volatile("" : : "r"(f), "r"(s), "r"(p) : "memory"); return n + 1; }
__attribute__((noinline)) int list(struct node *head, char **argv) { __asm__ volatile("" : : "r"(head), "r"(argv) : "memory"); return -1; }
__attribute__((noinline)) char *text(char *s) { __asm__ volatile("" : : "r"(s) : "memory"); return s; }

int main(void)
{
  char hello[] = "hello world", one[] = "one", two[] = "two", inside[] = "text inside";
  char *argv[] = { one, two, 0 };
  struct inner inner = { 42, "inner" };
  struct foo f = { 'c', -5, 1L << 40, { 7, "seven" }, &inner, { 1, 2, 3, 4 }, { { 1, 2, 3 }, { 4, 5, 6 } }, 5, 17, GREEN, { 0x64636261 }, inside, { 12 }, -77,
                   { { 1, "i1" }, { 2, "i2" } }, argv, call, 1 };
  struct node third = { 3, 0 }, second = { 2, &third }, first = { 1, &second };
  int r = func(&f, hello, 5, 18446744073709551615ull, -3, numbers);
  r += list(&first, argv);
  r += text(hello)[0] - 'h';
  return r != 5;
}
