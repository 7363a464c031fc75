// Neural networks in classes: virtual layers, nested vectors, callables.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

using Row = std::vector<float>;
using Grid = std::vector<Row>;
using Cube = std::vector<Grid>;

struct Layer {
  virtual ~Layer() = default;
  virtual Row forward(const Row &x) = 0;
};

struct Dense final : Layer {
  Grid weights;
  Row bias;
  Row forward(const Row &x) override {
    Row y(bias);
    for (std::size_t o = 0; o < weights.size(); ++o) {
      for (std::size_t i = 0; i < x.size(); ++i)
        y[o] += weights[o][i] * x[i];
      y[o] = std::max(0.0f, y[o]);
    }
    return y;
  }
};

Row dense_forward(Dense &d, const Row &x) { return d.forward(x); }

Cube conv_nested(const Cube &in, const std::vector<Cube> &kernels, const Row &bias) {
  const std::size_t k = kernels[0][0].size(), oh = in[0].size() - k + 1, ow = in[0][0].size() - k + 1;
  Cube out(kernels.size(), Grid(oh, Row(ow)));
  for (std::size_t o = 0; o < kernels.size(); ++o)
    for (std::size_t y = 0; y < oh; ++y)
      for (std::size_t x = 0; x < ow; ++x) {
        float s = bias[o];
        for (std::size_t c = 0; c < in.size(); ++c)
          for (std::size_t i = 0; i < k; ++i)
            for (std::size_t j = 0; j < k; ++j)
              s += in[c][y + i][x + j] * kernels[o][c][i][j];
        out[o][y][x] = s;
      }
  return out;
}

Grid pool_nested(const Grid &in, std::size_t k) {
  Grid out(in.size() / k, Row(in[0].size() / k));
  for (std::size_t y = 0; y < out.size(); ++y)
    for (std::size_t x = 0; x < out[0].size(); ++x) {
      float best = std::numeric_limits<float>::lowest();
      for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j)
          best = std::max(best, in[y * k + i][x * k + j]);
      out[y][x] = best;
    }
  return out;
}

Row softmax_algorithms(const Row &x) {
  const float m = *std::max_element(x.begin(), x.end());
  Row e(x.size());
  std::transform(x.begin(), x.end(), e.begin(), [m](float v) { return std::exp(v - m); });
  const float s = std::accumulate(e.begin(), e.end(), 0.0f);
  std::for_each(e.begin(), e.end(), [s](float &v) { v /= s; });
  return e;
}

void norm_rows(Grid &x, const Row &gain, const Row &shift) {
  for (auto &row : x) {
    const float mean = std::accumulate(row.begin(), row.end(), 0.0f) / row.size();
    float var = 0;
    for (float v : row)
      var += (v - mean) * (v - mean);
    var /= row.size();
    for (std::size_t i = 0; i < row.size(); ++i)
      row[i] = (row[i] - mean) / std::sqrt(var + 1e-6f) * gain[i] + shift[i];
  }
}

Grid attention_nested(const Grid &q, const Grid &k, const Grid &v) {
  const std::size_t t = q.size(), d = q[0].size();
  Grid out(t, Row(d, 0));
  for (std::size_t i = 0; i < t; ++i) {
    Row score(i + 1);
    for (std::size_t j = 0; j <= i; ++j)
      score[j] = std::inner_product(q[i].begin(), q[i].end(), k[j].begin(), 0.0f) / std::sqrt(static_cast<float>(d));
    const Row p = softmax_algorithms(score);
    for (std::size_t j = 0; j <= i; ++j)
      for (std::size_t c = 0; c < d; ++c)
        out[i][c] += p[j] * v[j][c];
  }
  return out;
}

struct Gru {
  Grid wz, wr, wh, uz, ur, uh;
  Row bz, br, bh;
};

static float affine(const Row &w, const Row &x, const Row &u, const Row &h, float b) {
  float s = b;
  for (std::size_t i = 0; i < x.size(); ++i)
    s += w[i] * x[i];
  for (std::size_t i = 0; i < h.size(); ++i)
    s += u[i] * h[i];
  return s;
}

static float squash(float x) { return 1 / (1 + std::exp(-x)); }

Row gru_cell(const Gru &g, const Row &x, const Row &h) {
  const std::size_t n = h.size();
  Row z(n), gated(n), out(n);
  for (std::size_t i = 0; i < n; ++i) {
    z[i] = squash(affine(g.wz[i], x, g.uz[i], h, g.bz[i]));
    gated[i] = squash(affine(g.wr[i], x, g.ur[i], h, g.br[i])) * h[i];
  }
  for (std::size_t i = 0; i < n; ++i)
    out[i] = (1 - z[i]) * h[i] + z[i] * std::tanh(affine(g.wh[i], x, g.uh[i], gated, g.bh[i]));
  return out;
}

void elman(const Grid &wx, const Grid &wh, const Row &b, const Grid &xs, Row &h) {
  for (const Row &x : xs) {
    Row next(h.size());
    for (std::size_t i = 0; i < h.size(); ++i)
      next[i] = std::tanh(affine(wx[i], x, wh[i], h, b[i]));
    h = next;
  }
}

void activate(Row &x, const std::function<float(float)> &f) {
  for (float &v : x)
    v = f(v);
}

void sigmoid_all(Row &x) {
  std::transform(x.begin(), x.end(), x.begin(), [](float v) { return 1.0f / (1.0f + std::exp(-v)); });
}

template <typename F> static void map_in_place(float *x, std::size_t n, F f) {
  for (std::size_t i = 0; i < n; ++i)
    x[i] = f(x[i]);
}

void swish(float *x, std::size_t n) {
  map_in_place(x, n, [](float v) { return v / (1 + std::exp(-v)); });
}

void leaky_relu_all(float *x, std::size_t n, float slope) {
  map_in_place(x, n, [slope](float v) { return v > 0 ? v : slope * v; });
}

float mean_squared(const Row &a, const Row &b) {
  float s = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    s += std::pow(a[i] - b[i], 2);
  return s / a.size();
}

void momentum_step(Row &w, const Row &g, Row &v, float rate, float mu) {
  for (std::size_t i = 0; i < w.size(); ++i) {
    v[i] = mu * v[i] - rate * g[i];
    w[i] += v[i];
  }
}

struct RunningNorm {
  Row mean, var, gain, shift;
  float momentum = 0.1f, eps = 1e-5f;
  void train(Grid &batch) {
    const float n = batch.size();
    for (std::size_t c = 0; c < gain.size(); ++c) {
      float m = 0, v = 0;
      for (const Row &r : batch)
        m += r[c];
      m /= n;
      for (const Row &r : batch)
        v += (r[c] - m) * (r[c] - m);
      v /= n;
      for (Row &r : batch)
        r[c] = gain[c] * (r[c] - m) / std::sqrt(v + eps) + shift[c];
      mean[c] = (1 - momentum) * mean[c] + momentum * m;
      var[c] = (1 - momentum) * var[c] + momentum * v;
    }
  }
};

void norm_train(RunningNorm &n, Grid &batch) { n.train(batch); }

// Look-alikes.

std::size_t nearest(const Grid &centres, const Row &x) {
  std::size_t best = 0;
  float least = std::numeric_limits<float>::max();
  for (std::size_t c = 0; c < centres.size(); ++c) {
    float d = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
      d += (x[i] - centres[c][i]) * (x[i] - centres[c][i]);
    if (d < least) {
      least = d;
      best = c;
    }
  }
  return best;
}

void gravity(const Grid &pos, const Row &mass, Grid &acc) {
  for (std::size_t i = 0; i < pos.size(); ++i)
    for (std::size_t j = 0; j < pos.size(); ++j) {
      float d[3], r2 = 1e-3f;
      for (int k = 0; k < 3; ++k) {
        d[k] = pos[j][k] - pos[i][k];
        r2 += d[k] * d[k];
      }
      const float s = mass[j] / (r2 * std::sqrt(r2));
      for (int k = 0; k < 3; ++k)
        acc[i][k] += s * d[k];
    }
}
