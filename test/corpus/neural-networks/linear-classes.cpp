// Fully connected layers as C++ classes.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cassert>
#include <cstddef>
#include <span>
#include <vector>

class Dense {
public:
  Dense(std::size_t in, std::size_t out) : in_(in), out_(out), w_(in * out), b_(out) {}
  void forward(const std::vector<float> &x, std::vector<float> &y) const;
  float &weight(std::size_t o, std::size_t i) { return w_[o * in_ + i]; }
  float weight(std::size_t o, std::size_t i) const { return w_[o * in_ + i]; }
  float &bias(std::size_t o) { return b_[o]; }

private:
  std::size_t in_, out_;
  std::vector<float> w_, b_;
};

void Dense::forward(const std::vector<float> &x, std::vector<float> &y) const {
  for (std::size_t o = 0; o < out_; ++o) {
    float sum = 0;
    for (std::size_t i = 0; i < in_; ++i)
      sum += weight(o, i) * x[i];
    y[o] = sum + b_[o];
  }
}

template <typename T>
static void affine(std::span<const T> x, std::span<const T> w, std::span<const T> b, std::span<T> y) {
  const auto n = x.size(), m = y.size();
  for (std::size_t c = 0; c < m; ++c)
    y[c] = T{0};
  // Column-major weights: w[c * m + i] is from input c to output i.
  for (std::size_t c = 0; c < n; ++c)
    for (std::size_t i = 0; i < m; ++i)
      y[i] += w[c * m + i] * x[c];
  for (std::size_t i = 0; i < m; ++i)
    y[i] += b[i];
}

void affine_f64(std::span<const double> x, std::span<const double> w, std::span<const double> b,
                std::span<double> y) {
  affine<double>(x, w, b, y);
}
