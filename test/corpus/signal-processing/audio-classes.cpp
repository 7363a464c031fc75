// Audio processors as C++ classes, templates and lambdas.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

template <typename T> class MovingAverage {
  std::vector<T> ring;
  std::size_t at = 0;
  T sum{};

public:
  explicit MovingAverage(std::size_t length) : ring(length) {}
  T operator()(T in) {
    sum += in - ring[at];
    ring[at] = in;
    at = (at + 1) % ring.size();
    return sum / static_cast<T>(ring.size());
  }
};

void movingAverageBlock(std::span<const double> in, std::span<double> out, std::size_t length) {
  MovingAverage<double> average(length);
  std::transform(in.begin(), in.end(), out.begin(), [&](double v) { return average(v); });
}

class Oscillator {
  double phase = 0, increment;

public:
  Oscillator(double frequency, double rate) : increment(2 * std::numbers::pi * frequency / rate) {}
  float next() {
    const float v = static_cast<float>(std::sin(phase));
    phase += increment;
    if (phase >= 2 * std::numbers::pi)
      phase -= 2 * std::numbers::pi;
    return v;
  }
};

void oscillatorBlock(std::span<float> out, double frequency, double rate) {
  Oscillator osc(frequency, rate);
  for (float &s : out)
    s = osc.next();
}

bool toneDetector(const std::vector<float> &x, float omega, float threshold) {
  struct {
    float a = 0, b = 0;
  } s;
  const float k = 2 * std::cos(omega);
  for (const float v : x) {
    const float t = v + k * s.a - s.b;
    s.b = s.a;
    s.a = t;
  }
  return s.a * s.a + s.b * s.b - k * s.a * s.b > threshold;
}

void echoCanceller(std::span<const float> far, std::span<const float> mic, std::span<float> out,
                   std::vector<float> &weights, float mu) {
  const std::size_t taps = weights.size();
  for (std::size_t t = 0; t < out.size(); ++t) {
    const auto window = far.subspan(t, taps);
    float estimate = 0, energy = 1e-3f;
    for (std::size_t k = 0; k < taps; ++k) {
      estimate += weights[k] * window[k];
      energy += window[k] * window[k];
    }
    const float error = mic[t] - estimate;
    for (std::size_t k = 0; k < taps; ++k)
      weights[k] += mu * error / energy * window[k];
    out[t] = error;
  }
}

std::vector<double> decimateVector(const std::vector<double> &x, const std::vector<double> &h,
                                   std::size_t factor) {
  std::vector<double> y;
  if (factor == 0 || x.size() < h.size())
    return y;
  y.reserve(x.size() / factor);
  for (std::size_t t = 0; t + h.size() <= x.size(); t += factor) {
    double acc = 0;
    for (std::size_t k = 0; k < h.size(); ++k)
      acc += x[t + k] * h[h.size() - 1 - k];
    y.push_back(acc);
  }
  return y;
}

struct PeakFollower {
  float attack, release, level = 0;
  float process(float x) {
    x = std::abs(x);
    const float c = x > level ? attack : release;
    return level += c * (x - level);
  }
};

void envelopeBlock(PeakFollower &f, const float *in, float *out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    out[i] = f.process(in[i]);
}

void convolveLambda(std::span<const double> a, std::span<const double> b, std::span<double> out) {
  const auto at = [](std::span<const double> v, long i) {
    return i >= 0 && i < static_cast<long>(v.size()) ? v[static_cast<std::size_t>(i)] : 0.0;
  };
  for (std::size_t n = 0; n < out.size(); ++n) {
    out[n] = 0;
    for (std::size_t k = 0; k < b.size(); ++k)
      out[n] += b[k] * at(a, static_cast<long>(n) - static_cast<long>(k));
  }
}
