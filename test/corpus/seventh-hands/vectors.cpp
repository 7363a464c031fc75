// ===- test/corpus/seventh-hands/vectors.cpp - Numeric C++ -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ===----------------------------------------------------------------------===//
// Vectors of vectors, spans, templates, algorithms, classes that own their memory.

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <functional>
#include <numeric>
#include <span>
#include <stdexcept>
#include <vector>

using Vec = std::vector<double>;
using Mat = std::vector<Vec>;

Mat product(const Mat &a, const Mat &b) {
  if (a.empty() || a[0].size() != b.size())
    throw std::invalid_argument("shapes differ");
  Mat c(a.size(), Vec(b[0].size(), 0.0));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t k = 0; k < b.size(); ++k)
      for (std::size_t j = 0; j < b[0].size(); ++j)
        c[i][j] += a[i][k] * b[k][j];
  return c;
}

template <typename T> class Matrix {
public:
  Matrix(std::size_t rows, std::size_t cols) : rows_(rows), cols_(cols), data_(rows * cols) {}
  T &operator()(std::size_t r, std::size_t c) { return data_[r * cols_ + c]; }
  const T &operator()(std::size_t r, std::size_t c) const { return data_[r * cols_ + c]; }
  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }

private:
  std::size_t rows_, cols_;
  std::vector<T> data_;
};

Matrix<float> transposed(const Matrix<float> &m) {
  Matrix<float> t(m.cols(), m.rows());
  for (std::size_t i = 0; i < m.rows(); ++i)
    for (std::size_t j = 0; j < m.cols(); ++j)
      t(j, i) = m(i, j);
  return t;
}

bool factorise_llt(Matrix<double> &a) {
  const std::size_t n = a.rows();
  for (std::size_t j = 0; j < n; ++j) {
    double d = a(j, j);
    for (std::size_t k = 0; k < j; ++k)
      d -= a(j, k) * a(j, k);
    if (d <= 0)
      return false;
    const double l = std::sqrt(d);
    a(j, j) = l;
    for (std::size_t i = j + 1; i < n; ++i) {
      double s = a(i, j);
      for (std::size_t k = 0; k < j; ++k)
        s -= a(i, k) * a(j, k);
      a(i, j) = s / l;
    }
  }
  return true;
}

void softmax_span(std::span<float> x) {
  const float top = *std::max_element(x.begin(), x.end());
  std::transform(x.begin(), x.end(), x.begin(), [top](float v) { return std::exp(v - top); });
  const float sum = std::accumulate(x.begin(), x.end(), 0.0f);
  for (float &v : x)
    v /= sum;
}

class LayerNorm {
public:
  explicit LayerNorm(std::size_t n) : gamma(n, 1.0f), beta(n, 0.0f) {}
  void forward(std::vector<std::vector<float>> &batch) const {
    for (auto &row : batch) {
      float mean = 0;
      for (float v : row)
        mean += v;
      mean /= row.size();
      float var = 0;
      for (float v : row)
        var += (v - mean) * (v - mean);
      var /= row.size();
      const float scale = 1.0f / std::sqrt(var + 1e-5f);
      for (std::size_t i = 0; i < row.size(); ++i)
        row[i] = (row[i] - mean) * scale * gamma[i] + beta[i];
    }
  }

private:
  std::vector<float> gamma, beta;
};

void normalise_batch(const LayerNorm &layer, std::vector<std::vector<float>> &batch) { layer.forward(batch); }

std::vector<float> dense(const std::vector<std::vector<float>> &weights, const std::vector<float> &bias,
                         const std::vector<float> &input) {
  std::vector<float> out(weights.size());
  for (std::size_t o = 0; o < weights.size(); ++o)
    out[o] = std::max(0.0f, std::inner_product(weights[o].begin(), weights[o].end(), input.begin(), bias[o]));
  return out;
}

struct GruCell {
  std::size_t inputs, hidden;
  std::vector<std::vector<float>> wz, wr, wh, uz, ur, uh;
  std::vector<float> bz, br, bh;
};

std::vector<float> gru_step(const GruCell &c, const std::vector<float> &x, const std::vector<float> &h) {
  std::vector<float> z(c.hidden), r(c.hidden), next(c.hidden);
  for (std::size_t j = 0; j < c.hidden; ++j) {
    float sz = c.bz[j], sr = c.br[j];
    for (std::size_t i = 0; i < c.inputs; ++i) {
      sz += c.wz[j][i] * x[i];
      sr += c.wr[j][i] * x[i];
    }
    for (std::size_t i = 0; i < c.hidden; ++i) {
      sz += c.uz[j][i] * h[i];
      sr += c.ur[j][i] * h[i];
    }
    z[j] = 1.0f / (1.0f + std::exp(-sz));
    r[j] = 1.0f / (1.0f + std::exp(-sr));
  }
  for (std::size_t j = 0; j < c.hidden; ++j) {
    float s = c.bh[j];
    for (std::size_t i = 0; i < c.inputs; ++i)
      s += c.wh[j][i] * x[i];
    for (std::size_t i = 0; i < c.hidden; ++i)
      s += c.uh[j][i] * (r[i] * h[i]);
    next[j] = (1.0f - z[j]) * h[j] + z[j] * std::tanh(s);
  }
  return next;
}

std::vector<double> convolve(const std::vector<double> &x, const std::vector<double> &h) {
  std::vector<double> y(x.size() + h.size() - 1, 0.0);
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < h.size(); ++j)
      y[i + j] += x[i] * h[j];
  return y;
}

std::vector<std::complex<double>> transform_slow(const std::vector<std::complex<double>> &x) {
  const std::size_t n = x.size();
  std::vector<std::complex<double>> out(n);
  for (std::size_t k = 0; k < n; ++k) {
    std::complex<double> sum = 0;
    for (std::size_t t = 0; t < n; ++t)
      sum += x[t] * std::polar(1.0, -2 * M_PI * double(k) * double(t) / double(n));
    out[k] = sum;
  }
  return out;
}

void transform_fast(std::vector<std::complex<double>> &a) {
  const std::size_t n = a.size();
  for (std::size_t i = 1, j = 0; i < n; ++i) {
    std::size_t bit = n >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j)
      std::swap(a[i], a[j]);
  }
  for (std::size_t len = 2; len <= n; len <<= 1) {
    const double angle = 2 * M_PI / double(len);
    const std::complex<double> wl(std::cos(angle), -std::sin(angle));
    for (std::size_t i = 0; i < n; i += len) {
      std::complex<double> w(1);
      for (std::size_t j = 0; j < len / 2; ++j) {
        std::complex<double> u = a[i + j], v = a[i + j + len / 2] * w;
        a[i + j] = u + v;
        a[i + j + len / 2] = u - v;
        w *= wl;
      }
    }
  }
}

class SparseMatrix {
public:
  std::vector<double> values;
  std::vector<int> columns, starts;
  Vec operator*(const Vec &x) const {
    Vec y(starts.size() - 1);
    for (std::size_t r = 0; r + 1 < starts.size(); ++r) {
      double sum = 0;
      for (int p = starts[r]; p < starts[r + 1]; ++p)
        sum += values[p] * x[columns[p]];
      y[r] = sum;
    }
    return y;
  }
};

Vec apply(const SparseMatrix &m, const Vec &x) { return m * x; }

Vec conjugate_gradients(const SparseMatrix &a, const Vec &b, int steps, double tolerance) {
  Vec x(b.size(), 0.0), r = b, p = r;
  double rr = std::inner_product(r.begin(), r.end(), r.begin(), 0.0);
  for (int s = 0; s < steps && rr > tolerance * tolerance; ++s) {
    const Vec ap = a * p;
    const double alpha = rr / std::inner_product(p.begin(), p.end(), ap.begin(), 0.0);
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] += alpha * p[i];
      r[i] -= alpha * ap[i];
    }
    const double next = std::inner_product(r.begin(), r.end(), r.begin(), 0.0);
    for (std::size_t i = 0; i < p.size(); ++i)
      p[i] = r[i] + next / rr * p[i];
    rr = next;
  }
  return x;
}

// A look-alike: all pairs of shortest ways in place, no product of two matrices.
void shortest(Mat &d) {
  for (std::size_t k = 0; k < d.size(); ++k)
    for (std::size_t i = 0; i < d.size(); ++i)
      for (std::size_t j = 0; j < d.size(); ++j)
        d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);
}

// A look-alike: each row divided by its largest element.
void rows_to_one(std::vector<std::vector<float>> &m) {
  for (auto &row : m) {
    const float top = *std::max_element(row.begin(), row.end());
    for (float &v : row)
      v /= top;
  }
}

// A look-alike: the longest common subsequence.
int longest_common(const std::vector<int> &a, const std::vector<int> &b) {
  std::vector<std::vector<int>> t(a.size() + 1, std::vector<int>(b.size() + 1, 0));
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j)
      t[i][j] = a[i - 1] == b[j - 1] ? t[i - 1][j - 1] + 1 : std::max(t[i - 1][j], t[i][j - 1]);
  return t[a.size()][b.size()];
}
