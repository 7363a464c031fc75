// 2-D convolution layers over tensor classes.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <vector>

template <typename T> class Tensor3 {
public:
  Tensor3(int c, int h, int w) : c_(c), h_(h), w_(w), d_(static_cast<std::size_t>(c) * h * w) {}
  T &operator()(int c, int y, int x) { return d_[(static_cast<std::size_t>(c) * h_ + y) * w_ + x]; }
  const T &operator()(int c, int y, int x) const { return d_[(static_cast<std::size_t>(c) * h_ + y) * w_ + x]; }
  int channels() const { return c_; }
  int height() const { return h_; }
  int width() const { return w_; }

private:
  int c_, h_, w_;
  std::vector<T> d_;
};

struct Filters {
  int out, in, size;
  std::vector<float> data;
  float at(int o, int c, int p, int q) const { return data[((o * in + c) * size + p) * size + q]; }
};

void convolve(const Tensor3<float> &x, const Filters &f, Tensor3<float> &y) {
  for (int o = 0; o < f.out; ++o)
    for (int i = 0; i < y.height(); ++i)
      for (int j = 0; j < y.width(); ++j) {
        float sum = 0.0f;
        for (int c = 0; c < x.channels(); ++c)
          for (int p = 0; p < f.size; ++p)
            for (int q = 0; q < f.size; ++q)
              sum += x(c, i + p, j + q) * f.at(o, c, p, q);
        y(o, i, j) = sum;
      }
}

using Plane = std::vector<std::vector<double>>;

void convolve_planes(const std::vector<Plane> &in, const std::vector<std::vector<Plane>> &kernels,
                     const std::vector<double> &bias, std::vector<Plane> &out) {
  for (std::size_t o = 0; o < out.size(); o++)
    for (std::size_t i = 0; i < out[o].size(); i++)
      for (std::size_t j = 0; j < out[o][i].size(); j++) {
        double acc = bias[o];
        for (std::size_t c = 0; c < in.size(); c++)
          for (std::size_t p = 0; p < kernels[o][c].size(); p++)
            for (std::size_t q = 0; q < kernels[o][c][p].size(); q++)
              acc += in[c][i + p][j + q] * kernels[o][c][p][q];
        out[o][i][j] = acc;
      }
}
