/* calls: makes getppid system calls.
 *   calls cost              the least nanoseconds per call of 8 rounds of 4000 calls, pinned to the last processor
 *   calls flood N           N calls as fast as they go; prints the seconds they took on standard error
 *   calls pace N RATE       N calls at RATE per second
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static long raw_getppid(void)
{
#ifdef __x86_64__
    long r;
    __asm__ volatile("syscall" : "=a"(r) : "0"((long)SYS_getppid) : "rcx", "r11", "memory");
    return r;
#else
    return syscall(SYS_getppid);
#endif
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "cost")) {
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(sysconf(_SC_NPROCESSORS_ONLN) - 1, &set);
        sched_setaffinity(0, sizeof set, &set);
        double best = 1e18;
        for (int round = 0; round < 8; round++) {
            double start = now();
            for (int i = 0; i < 4000; i++)
                raw_getppid();
            double each = (now() - start) / 4000;
            if (each < best)
                best = each;
        }
        printf("%.1f\n", best);
        return 0;
    }
    if (argc == 3 && !strcmp(argv[1], "flood")) {
        long n = atol(argv[2]);
        double start = now();
        for (long i = 0; i < n; i++)
            raw_getppid();
        fprintf(stderr, "%.4f\n", (now() - start) / 1e9);
        return 0;
    }
    if (argc == 4 && !strcmp(argv[1], "pace")) {
        long n = atol(argv[2]);
        double each = 1e9 / atof(argv[3]), start = now();
        for (long i = 0; i < n; i++) {
            raw_getppid();
            while (now() - start < (i + 1) * each)
                ;
        }
        return 0;
    }
    fprintf(stderr, "usage: calls cost | flood N | pace N RATE\n");
    return 1;
}
