//===----------------------------------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Dense algebra by classes: element access by operators, views, fixed sizes, halves.
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

template <class T> class Mat {
  std::vector<T> v;
  size_t r, c;

public:
  Mat(size_t r, size_t c) : v(r * c), r(r), c(c) {}
  T &operator()(size_t i, size_t j) { return v[i * c + j]; }
  const T &operator()(size_t i, size_t j) const { return v[i * c + j]; }
  size_t rows() const { return r; }
  size_t cols() const { return c; }
};

struct View {
  double *p;
  int n, inc;
  double &operator[](int i) const { return p[i * inc]; }
};

void multiply_jki(const Mat<double> &a, const Mat<double> &b, Mat<double> &c) {
  for (size_t j = 0; j < b.cols(); ++j)
    for (size_t k = 0; k < a.cols(); ++k) {
      const double x = b(k, j);
      for (size_t i = 0; i < a.rows(); ++i)
        c(i, j) += a(i, k) * x;
    }
}

double view_dot(View x, View y) {
  double s = 0;
  for (int i = 0; i < x.n; ++i)
    s += x[i] * y[i];
  return s;
}

void view_axpy(double a, View x, View y) {
  for (int i = 0; i < x.n; ++i)
    y[i] += a * x[i];
}

double view_norm(View x) {
  double scale = 0, ssq = 1;
  for (int i = 0; i < x.n; ++i) {
    const double a = std::fabs(x[i]);
    if (a == 0)
      continue;
    if (scale < a) {
      ssq = 1 + ssq * (scale / a) * (scale / a);
      scale = a;
    } else {
      ssq += (a / scale) * (a / scale);
    }
  }
  return scale * std::sqrt(ssq);
}

bool cholesky_lower(Mat<double> &a) {
  for (size_t i = 0; i < a.rows(); ++i) {
    for (size_t j = 0; j <= i; ++j) {
      double s = a(i, j);
      for (size_t k = 0; k < j; ++k)
        s -= a(i, k) * a(j, k);
      if (i == j) {
        if (s <= 0)
          return false;
        a(i, i) = std::sqrt(s);
      } else {
        a(i, j) = s / a(j, j);
      }
    }
  }
  return true;
}

bool lu_pivot(std::vector<std::vector<double>> &a, std::vector<int> &piv) {
  const int n = int(a.size());
  for (int i = 0; i < n; ++i)
    piv[i] = i;
  for (int k = 0; k < n; ++k) {
    int p = k;
    for (int i = k + 1; i < n; ++i)
      if (std::fabs(a[i][k]) > std::fabs(a[p][k]))
        p = i;
    if (a[p][k] == 0)
      return false;
    std::swap(a[p], a[k]);
    std::swap(piv[p], piv[k]);
    for (int i = k + 1; i < n; ++i) {
      a[i][k] /= a[k][k];
      for (int j = k + 1; j < n; ++j)
        a[i][j] -= a[i][k] * a[k][j];
    }
  }
  return true;
}

void crout(Mat<double> &a) {
  const size_t n = a.rows();
  for (size_t j = 0; j < n; ++j) {
    for (size_t i = 0; i < n; ++i) {
      double s = a(i, j);
      const size_t m = i < j ? i : j;
      for (size_t k = 0; k < m; ++k)
        s -= a(i, k) * a(k, j);
      a(i, j) = i > j ? s / a(j, j) : s;
    }
  }
}

void ldlt(Mat<double> &a, std::vector<double> &d) {
  const size_t n = a.rows();
  for (size_t j = 0; j < n; ++j) {
    double t = a(j, j);
    for (size_t k = 0; k < j; ++k)
      t -= a(j, k) * a(j, k) * d[k];
    d[j] = t;
    for (size_t i = j + 1; i < n; ++i) {
      double s = a(i, j);
      for (size_t k = 0; k < j; ++k)
        s -= a(i, k) * a(j, k) * d[k];
      a(i, j) = s / t;
    }
  }
}

using M4 = std::array<std::array<float, 4>, 4>;
void many_m4(const M4 *a, const M4 *b, M4 *o, int n) {
  for (int q = 0; q < n; ++q)
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 4; ++j) {
        float s = 0;
        for (int k = 0; k < 4; ++k)
          s += a[q][i][k] * b[q][k][j];
        o[q][i][j] = s;
      }
}

float bf16_dot(const uint16_t *a, const uint16_t *b, int n) {
  float s = 0;
  for (int i = 0; i < n; ++i) {
    const float x = __builtin_bit_cast(float, uint32_t(a[i]) << 16), y = __builtin_bit_cast(float, uint32_t(b[i]) << 16);
    s += x * y;
  }
  return s;
}

void half_gemv(const _Float16 *a, const _Float16 *x, float *y, int m, int n) {
  for (int i = 0; i < m; ++i) {
    float s = 0;
    for (int j = 0; j < n; ++j)
      s += float(a[i * n + j]) * float(x[j]);
    y[i] = s;
  }
}

void back_substitute(const Mat<double> &u, std::vector<double> &x) {
  for (size_t i = u.rows(); i-- > 0;) {
    for (size_t j = i + 1; j < u.cols(); ++j)
      x[i] -= u(i, j) * x[j];
    x[i] /= u(i, i);
  }
}

void gram_schmidt(Mat<double> &q, Mat<double> &r) {
  for (size_t j = 0; j < q.cols(); ++j) {
    for (size_t i = 0; i < j; ++i) {
      double s = 0;
      for (size_t k = 0; k < q.rows(); ++k)
        s += q(k, i) * q(k, j);
      r(i, j) = s;
      for (size_t k = 0; k < q.rows(); ++k)
        q(k, j) -= s * q(k, i);
    }
    double s = 0;
    for (size_t k = 0; k < q.rows(); ++k)
      s += q(k, j) * q(k, j);
    r(j, j) = std::sqrt(s);
    for (size_t k = 0; k < q.rows(); ++k)
      q(k, j) /= r(j, j);
  }
}

double dominant(const Mat<double> &a, std::vector<double> &x, std::vector<double> &y, int rounds) {
  double lambda = 0;
  for (int t = 0; t < rounds; ++t) {
    for (size_t i = 0; i < a.rows(); ++i) {
      y[i] = 0;
      for (size_t j = 0; j < a.cols(); ++j)
        y[i] += a(i, j) * x[j];
    }
    double s = 0;
    for (double v : y)
      s += v * v;
    lambda = std::sqrt(s);
    for (size_t i = 0; i < x.size(); ++i)
      x[i] = y[i] / lambda;
  }
  return lambda;
}

// Look-alikes.
void gauss_jordan(Mat<double> &a, Mat<double> &inv) {
  const size_t n = a.rows();
  for (size_t k = 0; k < n; ++k) {
    const double p = 1 / a(k, k);
    for (size_t j = 0; j < n; ++j) {
      a(k, j) *= p;
      inv(k, j) *= p;
    }
    for (size_t i = 0; i < n; ++i) {
      if (i == k)
        continue;
      const double f = a(i, k);
      for (size_t j = 0; j < n; ++j) {
        a(i, j) -= f * a(k, j);
        inv(i, j) -= f * inv(k, j);
      }
    }
  }
}

void outer_difference(const std::vector<double> &x, const std::vector<double> &y, Mat<double> &d) {
  for (size_t i = 0; i < d.rows(); ++i)
    for (size_t j = 0; j < d.cols(); ++j)
      d(i, j) = std::fabs(x[i] - y[j]);
}

double trace_of(const Mat<double> &a) {
  double s = 0;
  for (size_t i = 0; i < a.rows(); ++i)
    s += a(i, i);
  return s;
}
