// C++ names to probe: methods, overloads, a template, a namespace, functions outside of one.
#include <cstdio>
namespace geometry
{
  struct Square
  {
    int side;
    __attribute__((noinline)) int area() const { asm volatile(""); return side * side; }
    __attribute__((noinline)) int grow(int by) { asm volatile(""); return side += by; }
    __attribute__((noinline)) int grow(int by, int times) { asm volatile(""); return side += by * times; }
  };
  __attribute__((noinline)) int operator+(const Square &square, int more) { asm volatile(""); return square.side + more; }
  template <typename T> __attribute__((noinline)) T twice(T value) { asm volatile(""); return value + value; }
}
__attribute__((noinline)) int larger(int a, int b) { asm volatile(""); return a > b ? a : b; }
extern "C" __attribute__((noinline)) int smaller(int a, int b) { asm volatile(""); return a < b ? a : b; }
int main()
{
  larger(3, 5);
  smaller(3, 5);
  geometry::Square s{3};
  int sum = s.area() + s.grow(2) + s.grow(1, 5) + geometry::twice(4) + static_cast<int>(geometry::twice(4L)) + (s + 30);
  printf("sum %d\n", sum);
  return 0;
}
