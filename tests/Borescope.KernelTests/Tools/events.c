// Makes the events that the tools show: events WHAT [ARGUMENT]. Small: a large program costs much time in an emulated kernel.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char buffer[1 << 20];

// A module's bytes come from standard input.
static int load_module(const char *parameters)
{
    size_t length = 0;
    char *image = malloc(64 << 20);
    for (ssize_t got; (got = read(0, image + length, (64 << 20) - length)) > 0;)
        length += got;
    return syscall(SYS_init_module, image, length, parameters) != 0;
}

static int listen_on(int family, int port)
{
    int one = 1, socket_ = socket(family, SOCK_STREAM, 0);
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (family == AF_INET ? bind(socket_, (void *)&four, sizeof four) : bind(socket_, (void *)&six, sizeof six))
        return -1;
    return listen(socket_, 7) ? -1 : socket_;
}

static int connect_to(int family, int port)
{
    int socket_ = socket(family, SOCK_STREAM, 0);
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    return (family == AF_INET ? connect(socket_, (void *)&four, sizeof four) : connect(socket_, (void *)&six, sizeof six)) ? -1 : socket_;
}

// A connection over the loopback device: 8 KiB there, 4 KiB back.
static int tcp(int family, int port)
{
    int server = listen_on(family, port), client = connect_to(family, port), peer = accept(server, 0, 0);
    if (server < 0 || client < 0 || peer < 0)
        return 1;
    size_t left = 8192;
    if (send(client, buffer, left, 0) != (ssize_t)left)
        return 1;
    for (ssize_t got; left > 0 && (got = recv(peer, buffer, left, 0)) > 0;)
        left -= got;
    send(peer, buffer, 4096, 0);
    recv(client, buffer, 4096, MSG_WAITALL);
    close(client);
    recv(peer, buffer, 1, 0);
    close(peer);
    close(server);
    return left != 0;
}

// Nobody listens there: the answer to the SYN is a reset.
static int refused(int port)
{
    return connect_to(AF_INET, port) >= 0;
}

// Nobody answers there: the packets to 198.51.100.1 go to a device that drops them, so that the SYN is sent again.
static int unanswered(void)
{
    int socket_ = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = inet_addr("198.51.100.1") };
    int tries = 2;
    setsockopt(socket_, IPPROTO_TCP, TCP_SYNCNT, &tries, sizeof tries);
    struct timeval limit = { .tv_sec = 2 };
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    connect(socket_, (void *)&four, sizeof four);
    close(socket_);
    return 0;
}

static int unix_pair(const char *text)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) || write(ends[0], text, strlen(text)) < 0)
        return 1;
    return read(ends[1], buffer, sizeof buffer) != (ssize_t)strlen(text);
}

void *thread_body(void *argument)
{
    return argument;
}

// Stays until it is ended: names are looked up in programs that run.
static int thread(void)
{
    pthread_t started;
    return pthread_create(&started, 0, thread_body, 0) || pthread_join(started, 0) || pause();
}

static int resolve(const char *host)
{
    struct addrinfo *found = 0;
    getaddrinfo(host, 0, 0, &found);
    return 0;
}

__attribute__((noinline)) void *keep(size_t bytes)
{
    return malloc(bytes);
}

static int nap(int milliseconds);

// Stays alive for a while: addresses of a process that is gone have no names any more.
static int leak(int milliseconds)
{
    for (int i = 0; i < 10; i++)
    {
        free(malloc(100));
        memset(keep(1234), 1, 1234);
    }
    printf("kept\n");
    fflush(stdout);
    return nap(milliseconds);
}

static int users(void)
{
    if (fork() == 0)
    {
        int failed = setreuid(-1, 65534) || setreuid(-1, 4321) == 0 || setresuid(0, 0, 0) || setuid(1234);
        _exit(failed);
    }
    int status;
    wait(&status);
    return status != 0;
}

// Sends SIGUSR1 to itself and signal 0 to a process that does not exist.
static int signals(void)
{
    signal(SIGUSR1, SIG_IGN);
    return kill(getpid(), SIGUSR1) != 0 || kill(4000000, 0) == 0;
}

static int files(const char *folder)
{
    char path[256];
    snprintf(path, sizeof path, "%s/events-file", folder);
    int file = open(path, O_CREAT | O_RDWR | O_TRUNC, 0644);
    for (int i = 0; i < 64; i++)
    {
        if (write(file, buffer, 4096) != 4096)
            return 1;
    }
    if (fsync(file))
        return 1;
    lseek(file, 0, SEEK_SET);
    for (int i = 0; i < 64; i++)
    {
        if (read(file, buffer, 4096) != 4096)
            return 1;
    }
    close(file);
    struct stat attributes;
    struct statfs numbers;
    stat(path, &attributes);
    stat("/events/missing", &attributes);
    statfs(folder, &numbers);
    return unlink(path);
}

static int syncs(const char *folder)
{
    int file = open(folder, O_RDONLY);
    sync();
    return syncfs(file) || fsync(file);
}

static int burn(int milliseconds)
{
    struct timespec begun, now;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    do
        clock_gettime(CLOCK_MONOTONIC, &now);
    while ((now.tv_sec - begun.tv_sec) * 1000 + (now.tv_nsec - begun.tv_nsec) / 1000000 < milliseconds);
    return 0;
}

static int nap(int milliseconds)
{
    struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
    return nanosleep(&time, 0);
}

// Touches so many megabytes twice: with less memory than that the first ones are swapped out and in again.
static int memory(int megabytes)
{
    size_t length = (size_t)megabytes << 20;
    char *pages = mmap(0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int round = 0; round < 2; round++)
    {
        for (size_t at = 0; at < length; at += 4096)
            pages[at]++;
    }
    return 0;
}

static int end(int code)
{
    pid_t child = fork();
    if (child == 0)
    {
        if (code > 255)
            raise(code - 256);
        _exit(code);
    }
    int status;
    waitpid(child, &status, 0);
    return 0;
}

int main(int count, char **arguments)
{
    const char *what = count > 1 ? arguments[1] : "", *argument = count > 2 ? arguments[2] : "";
    int number = atoi(argument);
    if (!strcmp(what, "load"))
        return load_module(argument);
    if (!strcmp(what, "tcp"))
        return tcp(AF_INET, number);
    if (!strcmp(what, "tcp6"))
        return tcp(AF_INET6, number);
    if (!strcmp(what, "refused"))
        return refused(number);
    if (!strcmp(what, "unanswered"))
        return unanswered();
    if (!strcmp(what, "unix"))
        return unix_pair(argument);
    if (!strcmp(what, "thread"))
        return thread();
    if (!strcmp(what, "resolve"))
        return resolve(argument);
    if (!strcmp(what, "leak"))
        return leak(number);
    if (!strcmp(what, "users"))
        return users();
    if (!strcmp(what, "signals"))
        return signals();
    if (!strcmp(what, "files"))
        return files(argument);
    if (!strcmp(what, "syncs"))
        return syncs(argument);
    if (!strcmp(what, "burn"))
        return burn(number);
    if (!strcmp(what, "nap"))
        return nap(number);
    if (!strcmp(what, "memory"))
        return memory(number);
    if (!strcmp(what, "end"))
        return end(number);
    fprintf(stderr, "events: '%s' is nothing that it can make happen\n", what);
    return 2;
}
