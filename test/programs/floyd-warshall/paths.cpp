#include <cstdio>
#include <cstdlib>

// All pairs of shortest paths: three nested loops, and not a matrix product.
int main(int argc, char **argv) {
  const int n = argc > 1 ? atoi(argv[1]) : 100;
  const int limit = argc > 2 ? atoi(argv[2]) : n;
  int *d = new int[static_cast<long>(n) * n];
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      d[static_cast<long>(i) * n + j] = i == j ? 0 : 1 + (i * 37 + j * 91) % 1000;
  for (int k = 0; k < limit && k < n; ++k)
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j) {
        const int through = d[static_cast<long>(i) * n + k] + d[static_cast<long>(k) * n + j];
        if (through < d[static_cast<long>(i) * n + j])
          d[static_cast<long>(i) * n + j] = through;
      }
  long sum = 0;
  for (long i = 0; i < static_cast<long>(n) * n; ++i)
    sum += d[i];
  std::printf("%ld\n", sum);
  delete[] d;
}
