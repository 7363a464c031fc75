// Each thread fills a private histogram of its own; they are merged at the end.
#include <cstdio>
#include <cstdlib>
#include <omp.h>
#include <vector>

int main(int argc, char **argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s values bins\n", argv[0]);
    return 1;
  }
  const long values = std::atol(argv[1]);
  const int bins = std::atoi(argv[2]);
  std::vector<int> data(values);
  for (long i = 0; i < values; ++i)
    data[i] = static_cast<int>((i * 48271) % bins);

  std::vector<long> total(bins);
#pragma omp parallel num_threads(4)
  {
    std::vector<long> mine(bins);
#pragma omp for
    for (long i = 0; i < values; ++i)
      ++mine[data[i]];
#pragma omp critical
    for (int b = 0; b < bins; ++b)
      total[b] += mine[b];
  }
  unsigned long check = 0;
  for (int b = 0; b < bins; ++b)
    check = check * 31 + total[b];
  std::printf("%lx\n", check);
}
