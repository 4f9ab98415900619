// 512 ways through nine calls, two of which there are at each depth: as many stacks.
static volatile int ends;

__attribute__((noinline)) void end_of_path(void) { ends++; }

__attribute__((noinline)) void step(int path, int depth)
{
  if (depth == 0)
    end_of_path();
  else if (path & 1)
  {
    step(path >> 1, depth - 1);
    __asm__ volatile("# odd");
  }
  else
  {
    step(path >> 1, depth - 1);
    __asm__ volatile("# even");
  }
}

int main(void)
{
  for (int path = 0; path < 512; path++)
    step(path, 9);
  return ends != 512;
}
