// Transforms over std::complex and interleaved pairs; one that calls itself.
// RUN: %kernels %s --levels=O1,O2 -std=c++20 | FileCheck %s --implicit-check-not='{{(fwht|stencil) matched}}'
#include <cmath>
#include <complex>
#include <vector>
using Complex = std::complex<double>;

// CHECK-DAG: interleaved{{.*}}: fft matched
extern "C" void interleaved(float *a, int n, const float *w) {
  for (int half = 1; half < n; half *= 2)
    for (int i = 0; i < n; i += 2 * half)
      for (int j = 0; j < half; j++) {
        float *p = a + 2 * (i + j), *q = p + 2 * half;
        const float *t = w + 2 * (half + j);
        float r = q[0] * t[0] - q[1] * t[1], m = q[0] * t[1] + q[1] * t[0];
        q[0] = p[0] - r;
        q[1] = p[1] - m;
        p[0] += r;
        p[1] += m;
      }
}
// CHECK-DAG: vectors{{.*}}: fft matched
extern "C" void vectors(std::vector<Complex> &a, const std::vector<Complex> &w) {
  const std::size_t n = a.size();
  for (std::size_t len = 2; len <= n; len <<= 1)
    for (std::size_t i = 0; i < n; i += len)
      for (std::size_t j = 0; j < len / 2; ++j) {
        Complex u = a[i + j], v = a[i + j + len / 2] * w[j];
        a[i + j] = u + v;
        a[i + j + len / 2] = u - v;
      }
}
// CHECK-DAG: itself{{.*}}: fft matched
extern "C" void itself(Complex *a, int n, const Complex *w) {
  if (n < 2)
    return;
  std::vector<Complex> even(n / 2), odd(n / 2);
  for (int i = 0; i < n / 2; ++i) {
    even[i] = a[2 * i];
    odd[i] = a[2 * i + 1];
  }
  itself(even.data(), n / 2, w);
  itself(odd.data(), n / 2, w);
  for (int k = 0; k < n / 2; ++k) {
    Complex t = w[k] * odd[k];
    a[k] = even[k] + t;
    a[k + n / 2] = even[k] - t;
  }
}
