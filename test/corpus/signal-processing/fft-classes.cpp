// Fourier transforms by std::complex, templates and classes.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

using Cplx = std::complex<double>;

// By definition.
std::vector<Cplx> dftByDefinition(const std::vector<Cplx> &x) {
  const std::size_t n = x.size();
  std::vector<Cplx> out(n);
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t t = 0; t < n; ++t)
      out[k] += x[t] * std::polar(1.0, -2.0 * std::numbers::pi * double(k * t % n) / double(n));
  return out;
}

// The textbook recursion: even and odd halves in vectors of their own.
void fftVectors(std::vector<Cplx> &a) {
  const std::size_t n = a.size();
  if (n <= 1)
    return;
  std::vector<Cplx> even(n / 2), odd(n / 2);
  for (std::size_t i = 0; i < n / 2; ++i) {
    even[i] = a[2 * i];
    odd[i] = a[2 * i + 1];
  }
  fftVectors(even);
  fftVectors(odd);
  for (std::size_t k = 0; k < n / 2; ++k) {
    Cplx t = std::polar(1.0, -2.0 * std::numbers::pi * double(k) / double(n)) * odd[k];
    a[k] = even[k] + t;
    a[k + n / 2] = even[k] - t;
  }
}

// A plan with its tables; in place.
template <typename T> class FftPlan {
  std::vector<std::complex<T>> twiddle;
  std::vector<unsigned> reversed;
  std::size_t size;

public:
  explicit FftPlan(std::size_t n) : twiddle(n / 2), reversed(n), size(n) {
    for (std::size_t i = 0; i < n / 2; ++i)
      twiddle[i] = std::polar(T(1), T(-2 * std::numbers::pi * double(i) / double(n)));
    for (std::size_t i = 1; i < n; ++i)
      reversed[i] = (reversed[i >> 1] >> 1) | ((i & 1) ? unsigned(n >> 1) : 0u);
  }
  void operator()(std::span<std::complex<T>> data) const {
    for (std::size_t i = 0; i < size; ++i)
      if (i < reversed[i])
        std::swap(data[i], data[reversed[i]]);
    for (std::size_t half = 1; half < size; half *= 2)
      for (std::size_t base = 0; base < size; base += 2 * half)
        for (std::size_t k = 0; k < half; ++k) {
          const auto w = twiddle[k * (size / (2 * half))];
          const auto u = data[base + k];
          const auto v = data[base + k + half];
          const std::complex<T> t(w.real() * v.real() - w.imag() * v.imag(),
                                  w.real() * v.imag() + w.imag() * v.real());
          data[base + k] = u + t;
          data[base + k + half] = u - t;
        }
  }
};

void fftPlanned(std::span<std::complex<float>> data) {
  const FftPlan<float> plan(data.size());
  plan(data);
}

// Decimation in frequency, pointer style, running twiddle.
void fftDifPolar(Cplx *x, unsigned n) {
  for (unsigned span = n; span > 1; span >>= 1) {
    const Cplx step = std::polar(1.0, -2.0 * std::numbers::pi / span);
    Cplx w = 1.0;
    for (unsigned j = 0; j < span / 2; ++j, w *= step)
      for (Cplx *p = x + j; p < x + n; p += span) {
        Cplx *q = p + span / 2;
        const Cplx sum = *p + *q;
        *q = (*p - *q) * w;
        *p = sum;
      }
  }
  for (unsigned i = 1, j = 0; i < n; ++i) {
    unsigned bit = n >> 1;
    while (j & bit) {
      j ^= bit;
      bit >>= 1;
    }
    j |= bit;
    if (i < j)
      std::swap(x[i], x[j]);
  }
}
