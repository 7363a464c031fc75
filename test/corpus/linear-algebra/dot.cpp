// Inner products in C++.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

double inner(const std::vector<double> &a, const std::vector<double> &b) {
  double s = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    s += a[i] * b[i];
  return s;
}

float innerSpan(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0f);
}

namespace {
template <class T, class Op1, class Op2> T fold(const T *a, const T *b, long n, T s, Op1 add, Op2 mul) {
  for (long i = n; i-- > 0;)
    s = add(s, mul(a[i], b[i]));
  return s;
}
} // namespace

int foldedDot(const int *a, const int *b, long n) {
  return fold(
      a, b, n, 0, [](int x, int y) { return x + y; }, [](int x, int y) { return x * y; });
}
