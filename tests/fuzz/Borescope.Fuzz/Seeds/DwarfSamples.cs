namespace Borescope.Fuzz.Seeds;

/// <summary>A program with one of everything that debug information describes.</summary>
internal static class DwarfSamples
{
    internal const string Text = """
        struct later;
        enum color { RED, GREEN = 5, BLUE = -1 };
        typedef unsigned long big_t;
        typedef int (*callback_t)(int, const char *, ...);
        struct point { int x, y; unsigned flag:3, other:5; struct { char name[16]; } in; struct point *next; enum color color; union { int u1; char u2; };
            int grid[2][3]; callback_t call; struct later *later; _Bool yes; double ratio; char rest[]; };
        struct later { volatile long a; struct point *const back; };
        struct large { long v[4]; };
        int plain(int number, const char *text, struct point *p, short s, unsigned char c, _Bool yes, long seventh, int eighth)
        {
            return number + p->y + s + c + yes + text[0] + (int)seventh + eighth;
        }
        double floats(double d, int first, float f, big_t second, enum color third) { return d + first + f + second + third; }
        __attribute__((cold, noinline)) void rare(int why) { __asm__ volatile("" : : "r"(why)); }
        __attribute__((noinline)) int often(int a, const char *b) { if (__builtin_expect(b[0] == 'x', 0)) { rare(a); __builtin_trap(); } return a * 3; }
        static __attribute__((noinline)) struct large result(int n, struct large l) { l.v[0] += n; return l; }
        int main(int argc, char **argv)
        {
            struct large l = { { argc } };
            for (int i = 0; i < argc; i++)
                l = result(i, l);
            return (int)l.v[0] + argv[0][0];
        }
        """;
}
