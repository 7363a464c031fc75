// Convolutions of C++.
// RUN: %kernels %s --levels=O1,O2,O3 -std=c++20 | FileCheck %s --implicit-check-not=differs \
// RUN:   --implicit-check-not=matched
#include <cstddef>
#include <vector>

template <class T> struct Image {
  size_t H, W;
  std::vector<T> Data;
  T &operator()(size_t y, size_t x) { return Data[y * W + x]; }
  const T &operator()(size_t y, size_t x) const { return Data[y * W + x]; }
};
template <class T, int K> void convolve(const Image<T> &in, const T (&k)[K][K], Image<T> &out) {
  for (size_t y = 0; y < out.H; ++y)
    for (size_t x = 0; x < out.W; ++x) {
      T s = 0;
      for (int p = 0; p < K; ++p)
        for (int q = 0; q < K; ++q)
          s += k[p][q] * in(y + p, x + q);
      out(y, x) = s;
    }
}
extern "C" {
// CHECK: conv2d matched
void filter(const Image<float> &in, const float (&k)[9][9], Image<float> &out) {
  convolve<float, 9>(in, k, out);
}
// CHECK: vectors: fir matched y[t] += h[k]*x[t+k]
void vectors(const std::vector<float> &x, const std::vector<float> &h, std::vector<float> &y) {
  for (size_t t = 0; t < y.size(); ++t) {
    float s = 0;
    for (size_t k = 0; k < h.size(); ++k)
      s += h[k] * x[t + k];
    y[t] = s;
  }
}
}
