// ===- test/corpus/seventh-hands/audio.cpp - An audio plug-in's habits -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ===----------------------------------------------------------------------===//
// Processors with state, ring buffers with masks, blocks of channels.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

class RingFir {
public:
  explicit RingFir(std::vector<float> taps) : h(std::move(taps)), line(h.size(), 0.0f) {}
  float push(float x) {
    line[at] = x;
    float sum = 0;
    std::size_t i = at;
    for (std::size_t k = 0; k < h.size(); ++k) {
      sum += h[k] * line[i];
      i = i == 0 ? line.size() - 1 : i - 1;
    }
    at = at + 1 == line.size() ? 0 : at + 1;
    return sum;
  }

private:
  std::vector<float> h, line;
  std::size_t at = 0;
};

void fir_block(RingFir &f, const float *in, float *out, int n) {
  for (int i = 0; i < n; ++i)
    out[i] = f.push(in[i]);
}

struct Biquad {
  double b0, b1, b2, a1, a2;
  double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
  double process(double x) {
    const double y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    return y;
  }
};

void equalise(Biquad *bands, int count, double *samples, int n) {
  for (int i = 0; i < n; ++i) {
    double v = samples[i];
    for (int b = 0; b < count; ++b)
      v = bands[b].process(v);
    samples[i] = v;
  }
}

void smooth(float *x, int n, float &state, float cutoff, float rate) {
  const float a = 1.0f - std::exp(-2.0f * float(M_PI) * cutoff / rate);
  for (int i = 0; i < n; ++i) {
    state += a * (x[i] - state);
    x[i] = state;
  }
}

void oscillator(float *out, int n, double &phase, double frequency, double rate) {
  const double step = 2 * M_PI * frequency / rate;
  for (int i = 0; i < n; ++i) {
    out[i] = float(std::sin(phase));
    phase += step;
    if (phase >= 2 * M_PI)
      phase -= 2 * M_PI;
  }
}

void follow(const float *in, float *env, int n, float attack, float release) {
  float e = 0;
  for (int i = 0; i < n; ++i) {
    const float v = std::fabs(in[i]);
    e = v > e ? attack * e + (1 - attack) * v : release * e + (1 - release) * v;
    env[i] = e;
  }
}

void hann(std::vector<float> &frame) {
  const std::size_t n = frame.size();
  for (std::size_t i = 0; i < n; ++i)
    frame[i] *= 0.5f - 0.5f * std::cos(2 * float(M_PI) * i / (n - 1));
}

std::vector<std::vector<float>> spectrogram(const std::vector<float> &x, std::size_t frame, std::size_t hop) {
  std::vector<std::vector<float>> out;
  for (std::size_t at = 0; at + frame <= x.size(); at += hop) {
    std::vector<float> bins(frame / 2 + 1);
    for (std::size_t k = 0; k < bins.size(); ++k) {
      float re = 0, im = 0;
      for (std::size_t i = 0; i < frame; ++i) {
        const float w = 0.54f - 0.46f * std::cos(2 * float(M_PI) * i / (frame - 1));
        const float a = -2 * float(M_PI) * k * i / frame;
        re += w * x[at + i] * std::cos(a);
        im += w * x[at + i] * std::sin(a);
      }
      bins[k] = std::sqrt(re * re + im * im);
    }
    out.push_back(bins);
  }
  return out;
}

int decimate(const float *x, int n, const float *h, int taps, int factor, float *y) {
  int made = 0;
  for (int t = 0; t + taps <= n; t += factor) {
    float sum = 0;
    for (int k = 0; k < taps; ++k)
      sum += h[taps - 1 - k] * x[t + k];
    y[made++] = sum;
  }
  return made;
}

void lags(const std::vector<float> &x, std::vector<float> &r) {
  for (std::size_t lag = 0; lag < r.size(); ++lag) {
    float sum = 0;
    for (std::size_t i = lag; i < x.size(); ++i)
      sum += x[i] * x[i - lag];
    r[lag] = sum;
  }
}

void stretch(const float *x, int n, float ratio, float *y, int m) {
  for (int i = 0; i < m; ++i) {
    const float p = i * ratio;
    const int k = int(p);
    const float f = p - k;
    y[i] = k + 1 < n ? x[k] + f * (x[k + 1] - x[k]) : x[n - 1];
  }
}

// A look-alike: a fader, its gain follows a line.
void fade(float *x, int n, float from, float to) {
  const float step = (to - from) / n;
  for (int i = 0; i < n; ++i)
    x[i] *= from + i * step;
}

// A look-alike: a clipper bends samples, it has no memory.
void soft_clip(float *x, int n, float drive) {
  for (int i = 0; i < n; ++i) {
    const float v = x[i] * drive;
    x[i] = v / (1.0f + std::fabs(v));
  }
}

// A look-alike: an echo of echoes that keeps its line in a ring: one tap far behind.
void echo(float *x, int n, std::vector<float> &ring, std::size_t &at, float feed) {
  for (int i = 0; i < n; ++i) {
    const float held = ring[at];
    ring[at] = x[i];
    x[i] = std::max(x[i], feed * held);
    at = (at + 1) % ring.size();
  }
}
