#include <stdbool.h>
#include <stdio.h>

// A program whose debug information is asked for: arguments of every kind, structures that lead to each other, lines.
struct inner { int a; char name[16]; };
enum color { RED, GREEN = 5, BLUE };
typedef unsigned long big_t;
struct point {
    int x, y;
    unsigned flag : 3, other : 5;
    struct inner in;
    struct point *next;
    enum color color;
    union { int whole; char first; };
    int grid[2][3];
};
struct pair { long a, b; };
struct large { long v[4]; };

__attribute__((noinline)) int plain(int number, const char *text, struct point *p, short s, unsigned char c, bool yes, long seventh, int eighth)
{
    return number + text[0] + p->x + s + c + yes + (int)seventh + eighth;
}

__attribute__((noinline)) double floats(double d, int first, float f, big_t second, enum color third)
{
    return d + first + f + second + third;
}

__attribute__((noinline)) long values(struct pair p, int after, struct large l, int last)
{
    return p.a + after + l.v[3] + last;
}

__attribute__((noinline)) struct large result(int n)
{
    struct large l = { { n } };
    return l;
}

int main(int argc, char **argv)
{
    char text[] = "hello";
    struct point q = { .x = 70, .y = 80, .color = BLUE };
    struct point p = { .x = 7, .y = -8, .flag = 5, .other = 17, .in = { 99, "inner" }, .next = &q, .color = GREEN, .whole = 3, .grid = { { 1, 2, 3 }, { 4, 5, 6 } } };
    struct pair pair = { 1, 2 };
    struct large large = { { 1, 2, 3, 4 } };

    // Nothing above is left out because nobody reads it.
    __asm__ volatile("" : : "r"(&p), "r"(&q), "r"(text) : "memory");
    long sum = plain(-42, text, &p, -3, 200, true, 1L << 40, -8);
    sum += (long)floats(1.5, 11, 2.5f, 1UL << 40, BLUE);
    sum += values(pair, 33, large, 44);
    sum += result(77).v[0];
    for (int i = 0; i < 3; i++)
        sum += result(i).v[0];
    return sum == 12345;
}
