using Borescope.Cli.Lab.Host;

namespace Borescope.Cli.Tests.Lab;

public sealed class KernelVersionTests
{
    [Theory]
    [InlineData("6.12.107+deb12", "6.12.99+deb12", 1)]
    [InlineData("6.1.0-9", "6.1.0-56", -1)]
    [InlineData("6.1.0-56", "6.1.0-56", 0)]
    [InlineData("6.12", "6.12.1", -1)]
    public void Numbers_inside_names_decide(string a, string b, int sign)
    {
        int result = KernelVersion.Compare(a, b);
        Assert.True(sign == 1 ? result > 0 : sign == -1 ? result < 0 : result == 0);
    }

    [Theory]
    [InlineData("6.12.107+deb12-cloud-amd64", "6.12", true)]
    [InlineData("6.1.0-56-cloud-amd64", "6.1", true)]
    [InlineData("6.12.107+deb12-cloud-amd64", "6.1", false)]
    [InlineData("6.1", "6.1", true)]
    [InlineData("5.10.0-1", "6.1", false)]
    public void A_version_is_not_the_prefix_of_another_number(string release, string version, bool expected) =>
        Assert.Equal(expected, KernelVersion.IsOf(release, version));
}
