// Counts its own getppid calls through a perf event of the tracepoint whose number is its argument, as other tools do.
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
  struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .size = sizeof attr, .config = argc > 1 ? atol(argv[1]) : 0 };
  int event = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
  long count = -1;
  for (int i = 0; i < 1000; i++)
    syscall(SYS_getppid);
  if (event < 0 || read(event, &count, sizeof count) != sizeof count)
    perror("perf_event_open");
  printf("counted %ld\n", count);
  return 0;
}
