// Memory at a known address, written three times and read twice by the main thread, then written once by another. Its argument is a number of
// milliseconds to wait before.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile long *memory;

static void *other(void *unused)
{
  *memory = 99;
  return unused;
}

int main(int argc, char **argv)
{
  memory = mmap((void *)0x10000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  if (argc > 1)
    usleep(atoi(argv[1]) * 1000);
  long sum = 0;
  for (int i = 0; i < 3; i++)
    *memory = i;
  for (int i = 0; i < 2; i++)
    sum += *memory;
  pthread_t thread;
  pthread_create(&thread, NULL, other, NULL);
  pthread_join(thread, NULL);
  printf("sum %ld\n", sum);
  return 0;
}
