#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <omp.h>
#include <vector>

int main(int argc, char **argv) {
  long points = argc > 1 ? std::atol(argv[1]) : 100000;
  int bins = argc > 2 ? std::atoi(argv[2]) : 256;
  std::vector<float> x(points), y(points);
  for (long i = 0; i < points; ++i) {
    x[i] = float(std::fmod(i * 0.6180339887, 1.0));
    y[i] = float(std::fmod(i * 0.7548776662, 1.0));
  }
  std::vector<std::vector<std::uint32_t>> partial(omp_get_max_threads());
#pragma omp parallel
  {
    auto &mine = partial[omp_get_thread_num()];
    mine.resize(std::size_t(bins) * bins);
#pragma omp for
    for (long i = 0; i < points; ++i)
      ++mine[std::size_t(y[i] * bins) * bins + std::size_t(x[i] * bins)];
  }
  std::vector<std::uint32_t> total(std::size_t(bins) * bins);
  for (auto &p : partial)
    for (std::size_t i = 0; i < p.size(); ++i)
      total[i] += p[i];
  std::uint32_t most = 0;
  std::uint64_t sum = 0;
  for (auto v : total) {
    most = v > most ? v : most;
    sum += v;
  }
  std::printf("%llu points, at most %u in a bin\n", (unsigned long long)sum, most);
}
