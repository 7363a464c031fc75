// ===- test/corpus/seventh-hands/training.cpp - A teaching framework --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ===----------------------------------------------------------------------===//

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

struct Tensor {
  int n, c, h, w;
  std::vector<float> data;
  float &at(int i, int j, int y, int x) { return data[((std::size_t(i) * c + j) * h + y) * w + x]; }
  float at(int i, int j, int y, int x) const { return data[((std::size_t(i) * c + j) * h + y) * w + x]; }
};

void conv_forward(const Tensor &in, const Tensor &weight, const std::vector<float> &bias, int stride, int pad, Tensor &out) {
  for (int b = 0; b < out.n; ++b)
    for (int o = 0; o < out.c; ++o)
      for (int y = 0; y < out.h; ++y)
        for (int x = 0; x < out.w; ++x) {
          float sum = bias[o];
          for (int c = 0; c < in.c; ++c)
            for (int p = 0; p < weight.h; ++p)
              for (int q = 0; q < weight.w; ++q) {
                const int iy = y * stride + p - pad, ix = x * stride + q - pad;
                if (iy >= 0 && iy < in.h && ix >= 0 && ix < in.w)
                  sum += in.at(b, c, iy, ix) * weight.at(o, c, p, q);
              }
          out.at(b, o, y, x) = sum;
        }
}

void pool_forward(const Tensor &in, int k, Tensor &out, std::vector<int> &where) {
  std::size_t at = 0;
  for (int b = 0; b < out.n; ++b)
    for (int c = 0; c < out.c; ++c)
      for (int y = 0; y < out.h; ++y)
        for (int x = 0; x < out.w; ++x, ++at) {
          float best = -std::numeric_limits<float>::infinity();
          int index = 0;
          for (int p = 0; p < k; ++p)
            for (int q = 0; q < k; ++q) {
              const float v = in.at(b, c, y * k + p, x * k + q);
              if (v > best) {
                best = v;
                index = (y * k + p) * in.w + x * k + q;
              }
            }
          out.data[at] = best;
          where[at] = index;
        }
}

void pool_backward(const std::vector<float> &grad, const std::vector<int> &where, int planes, int outputs, int inputs,
                   std::vector<float> &din) {
  for (int p = 0; p < planes; ++p)
    for (int i = 0; i < outputs; ++i)
      din[p * inputs + where[p * outputs + i]] += grad[p * outputs + i];
}

void norm_inference(Tensor &t, const std::vector<float> &mean, const std::vector<float> &var, const std::vector<float> &scale,
                    const std::vector<float> &shift) {
  for (int b = 0; b < t.n; ++b)
    for (int c = 0; c < t.c; ++c)
      for (int y = 0; y < t.h; ++y)
        for (int x = 0; x < t.w; ++x)
          t.at(b, c, y, x) = scale[c] * (t.at(b, c, y, x) - mean[c]) / std::sqrt(var[c] + 1e-5f) + shift[c];
}

class AdamOptimizer {
public:
  void step(std::vector<float> &p, const std::vector<float> &g) {
    ++t;
    const float c1 = 1 - std::pow(b1, t), c2 = 1 - std::pow(b2, t);
    for (std::size_t i = 0; i < p.size(); ++i) {
      m[i] = b1 * m[i] + (1 - b1) * g[i];
      v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
      p[i] -= rate * (m[i] / c1) / (std::sqrt(v[i] / c2) + eps);
    }
  }
  std::vector<float> m, v;
  float rate = 1e-3f, b1 = 0.9f, b2 = 0.999f, eps = 1e-8f;
  int t = 0;
};

void optimise(AdamOptimizer &o, std::vector<float> &p, const std::vector<float> &g) { o.step(p, g); }

float cross_entropy(const std::vector<std::vector<float>> &logits, const std::vector<int> &labels) {
  float loss = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    float top = logits[i][0];
    for (float v : logits[i])
      top = v > top ? v : top;
    float sum = 0;
    for (float v : logits[i])
      sum += std::exp(v - top);
    loss += std::log(sum) + top - logits[i][labels[i]];
  }
  return loss / logits.size();
}

void dense_backward(const std::vector<float> &x, const std::vector<float> &w, const std::vector<float> &dy, int batch, int in, int out,
                    std::vector<float> &dx, std::vector<float> &dw, std::vector<float> &db) {
  for (int b = 0; b < batch; ++b)
    for (int o = 0; o < out; ++o) {
      const float g = dy[b * out + o];
      db[o] += g;
      for (int i = 0; i < in; ++i) {
        dw[o * in + i] += g * x[b * in + i];
        dx[b * in + i] += g * w[o * in + i];
      }
    }
}

void look_up(const std::vector<std::vector<float>> &table, const std::vector<int> &ids, std::vector<std::vector<float>> &out) {
  for (std::size_t t = 0; t < ids.size(); ++t)
    for (std::size_t d = 0; d < out[t].size(); ++d)
      out[t][d] = table[ids[t]][d];
}

void gelu_all(Tensor &t) {
  for (auto &v : t.data)
    v = 0.5f * v * (1.0f + std::tanh(0.7978845608f * (v + 0.044715f * v * v * v)));
}

struct Lstm {
  int inputs, hidden;
  std::vector<std::vector<float>> w; // 4*hidden rows of inputs + hidden
  std::vector<float> b;
};

void lstm_step(const Lstm &l, const std::vector<float> &x, std::vector<float> &h, std::vector<float> &c) {
  std::vector<float> a(4 * l.hidden);
  for (int r = 0; r < 4 * l.hidden; ++r) {
    float s = l.b[r];
    for (int i = 0; i < l.inputs; ++i)
      s += l.w[r][i] * x[i];
    for (int i = 0; i < l.hidden; ++i)
      s += l.w[r][l.inputs + i] * h[i];
    a[r] = s;
  }
  for (int j = 0; j < l.hidden; ++j) {
    const float i = 1 / (1 + std::exp(-a[j])), f = 1 / (1 + std::exp(-a[l.hidden + j]));
    const float g = std::tanh(a[2 * l.hidden + j]), o = 1 / (1 + std::exp(-a[3 * l.hidden + j]));
    c[j] = f * c[j] + i * g;
    h[j] = o * std::tanh(c[j]);
  }
}

// A look-alike: weights are pulled back to a range, nothing is learned.
void clip_weights(std::vector<float> &w, float limit) {
  for (float &v : w)
    v = v > limit ? limit : v < -limit ? -limit : v;
}

// A look-alike: how many guesses are right.
float accuracy(const std::vector<std::vector<float>> &logits, const std::vector<int> &labels) {
  int right = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    int best = 0;
    for (std::size_t j = 1; j < logits[i].size(); ++j)
      if (logits[i][j] > logits[i][best])
        best = int(j);
    right += best == labels[i];
  }
  return float(right) / logits.size();
}
