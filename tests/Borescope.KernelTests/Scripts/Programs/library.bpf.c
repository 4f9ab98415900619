// Functions that scripts import: of numbers, pointers, strings; with variables, a map, static functions and the kernel's types.
typedef unsigned int u32;
typedef unsigned long u64;

static long (*update)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static void *(*lookup)(void *map, const void *key) = (void *)1;
static long (*read_kernel)(void *to, u32 size, const void *from) = (void *)113;

struct {
  int (*type)[1];
  int (*max_entries)[8];
  u32 *key;
  u64 *value;
} seen __attribute__((section(".maps"), used));

struct task_struct {
  int tgid;
} __attribute__((preserve_access_index));

u64 calls;
u64 start = 40;
const volatile int limit = 7;

static __attribute__((noinline)) int twice(int x) { return x * 2; }

int sum_of(int a, int b) { calls++; return twice(a) + b; }
u64 how_often(void) { return start + calls; }
long negative(void) { return -5; }
signed char narrow(int x) { return (signed char)x; }
_Bool is_big(u64 x) { return x > limit; }
void raise_by(u64 *value, int amount) { *value += amount; }
void remember(u32 key) { u64 one = 1; update(&seen, &key, &one, 0); }
int known(u32 key) { return lookup(&seen, &key) != 0; }

int holds(void *map, u64 key) { return lookup(map, &key) != 0; }

int length(const char *text)
{
  int n = 0;
  for (int i = 0; i < 16 && text[i]; i++)
    n++;
  return n;
}

int process_of(struct task_struct *task)
{
  int tgid = 0;
  read_kernel(&tgid, sizeof tgid, __builtin_preserve_access_index(&task->tgid));
  return tgid;
}

struct task_struct *same(struct task_struct *task) { return task; }
u64 far(u64 *value) { return value[512]; }
int wide(__int128 x) { return (int)x; }

__attribute__((section("kprobe/vfs_read"))) int of_its_own(void *ctx) { return 0; }
char _license[] __attribute__((section("license"))) = "GPL";
