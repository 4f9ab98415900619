// A program in a section that no loader knows. Built with .ci/build-objects.
__attribute__((section("nonsense/of_mine"), used)) int odd(void *context)
{
    return 0;
}
