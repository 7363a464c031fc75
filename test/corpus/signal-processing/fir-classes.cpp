// FIR filters as C++ classes and templates.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

template <typename T, std::size_t N> class FirFilter {
  std::array<T, N> coeff{};
  std::array<T, N> delay{};
  std::size_t head = 0;

public:
  explicit FirFilter(const T *c) { std::copy(c, c + N, coeff.begin()); }
  T operator()(T in) {
    delay[head] = in;
    T out{};
    std::size_t j = head;
    for (std::size_t i = 0; i < N; ++i) {
      out += coeff[i] * delay[j];
      j = (j + N - 1) % N;
    }
    head = (head + 1) % N;
    return out;
  }
};

void firTemplateBlock(const double *taps, const double *in, double *out, std::size_t n) {
  FirFilter<double, 24> filter(taps);
  for (std::size_t i = 0; i < n; ++i)
    out[i] = filter(in[i]);
}

std::vector<float> firVector(const std::vector<float> &signal, const std::vector<float> &taps) {
  std::vector<float> result(signal.size());
  for (std::size_t n = 0; n < signal.size(); ++n) {
    float acc = 0.0f;
    for (std::size_t k = 0; k < taps.size() && k <= n; ++k)
      acc += taps[k] * signal[n - k];
    result[n] = acc;
  }
  return result;
}

void firInnerProduct(std::span<const double> x, std::span<const double> reversedTaps,
                     std::span<double> y) {
  if (x.size() + 1 < y.size() + reversedTaps.size())
    return;
  for (std::size_t t = 0; t < y.size(); ++t)
    y[t] = std::inner_product(reversedTaps.begin(), reversedTaps.end(), x.begin() + t, 0.0);
}

struct SymmetricFir {
  std::vector<double> half;  // the first half of an even symmetric response
  std::vector<double> state; // newest first
  double process(double x) {
    std::move_backward(state.begin(), state.end() - 1, state.end());
    state[0] = x;
    double y = 0;
    const std::size_t last = state.size() - 1;
    for (std::size_t k = 0; k < half.size(); ++k)
      y += half[k] * (state[k] + state[last - k]);
    return y;
  }
};

void symmetricFirBlock(SymmetricFir &f, std::span<double> audio) {
  for (double &s : audio)
    s = f.process(s);
}
