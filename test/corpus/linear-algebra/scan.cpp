// Running sums, products and maxima.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

void runningSum(const double *x, double *y, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    s += x[i];
    y[i] = s;
  }
}

void cumulateInPlace(std::vector<long> &v) {
  for (std::size_t i = 1; i < v.size(); ++i)
    v[i] += v[i - 1];
}

// Offsets from lengths: each slot gets the sum of those before it.
std::uint32_t lengthsToOffsets(std::uint32_t *a, std::size_t n) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t len = a[i];
    a[i] = total;
    total += len;
  }
  return total;
}

void cumulativeProduct(const float *in, float *out, std::size_t n) {
  std::partial_sum(in, in + n, out, [](float a, float b) { return a * b; });
}

void highWater(const int *in, int *out, long n) {
  int m = INT32_MIN;
  for (long i = 0; i < n; i++) {
    m = std::max(m, in[i]);
    out[i] = m;
  }
}
