// Recursive filters as C++ classes and templates.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <span>
#include <vector>

template <typename Sample> class OnePoleLowpass {
public:
  explicit OnePoleLowpass(Sample a) : pole(a) {}
  Sample process(Sample in) {
    last = in + pole * (last - in);
    return last;
  }

private:
  Sample pole, last{};
};

void onePoleBlock(std::span<float> audio, float a) {
  OnePoleLowpass<float> lp(a);
  for (auto &s : audio)
    s = lp.process(s);
}

template <typename T> struct TransposedBiquad {
  T b0, b1, b2, a1, a2;
  T z1 = 0, z2 = 0;
  T operator()(T in) noexcept {
    T out = in * b0 + z1;
    z1 = in * b1 + z2 - a1 * out;
    z2 = in * b2 - a2 * out;
    return out;
  }
};

void equaliserBlock(std::array<TransposedBiquad<double>, 3> &bands, const double *in, double *out,
                    std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    double v = in[i];
    for (auto &band : bands)
      v = band(v);
    out[i] = v;
  }
}

class StereoBiquad {
  std::array<double, 5> c;
  struct Channel {
    double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
  } left, right;
  static double run(const std::array<double, 5> &c, Channel &h, double x) {
    const double y = c[0] * x + c[1] * h.x1 + c[2] * h.x2 - c[3] * h.y1 - c[4] * h.y2;
    h.x2 = h.x1;
    h.x1 = x;
    h.y2 = h.y1;
    h.y1 = y;
    return y;
  }

public:
  explicit StereoBiquad(const std::array<double, 5> &coefficients) : c(coefficients) {}
  void interleaved(std::vector<double> &samples) {
    for (std::size_t i = 0; i + 1 < samples.size(); i += 2) {
      samples[i] = run(c, left, samples[i]);
      samples[i + 1] = run(c, right, samples[i + 1]);
    }
  }
};

void stereoBiquadBlock(std::vector<double> &samples, const std::array<double, 5> &coefficients) {
  StereoBiquad filter(coefficients);
  filter.interleaved(samples);
}
