// Products of dense matrices in C++.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <array>
#include <complex>
#include <cstddef>
#include <stdexcept>
#include <vector>

class Matrix {
public:
  Matrix(std::size_t rows, std::size_t cols) : rows_(rows), cols_(cols), data_(rows * cols) {}
  double &operator()(std::size_t i, std::size_t j) { return data_[i * cols_ + j]; }
  double operator()(std::size_t i, std::size_t j) const { return data_[i * cols_ + j]; }
  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }

private:
  std::size_t rows_, cols_;
  std::vector<double> data_;
};

void multiply(const Matrix &a, const Matrix &b, Matrix &c) {
  if (a.cols() != b.rows() || c.rows() != a.rows() || c.cols() != b.cols())
    throw std::invalid_argument("shapes");
  for (std::size_t i = 0; i < a.rows(); ++i)
    for (std::size_t j = 0; j < b.cols(); ++j) {
      c(i, j) = 0;
      for (std::size_t k = 0; k < a.cols(); ++k)
        c(i, j) += a(i, k) * b(k, j);
    }
}

std::vector<std::vector<int>> multiplyNested(const std::vector<std::vector<int>> &a,
                                             const std::vector<std::vector<int>> &b) {
  const auto n = a.size(), m = b[0].size(), inner = b.size();
  std::vector<std::vector<int>> out(n, std::vector<int>(m));
  for (std::size_t i = 0; i < n; i++)
    for (std::size_t j = 0; j < m; j++)
      for (std::size_t k = 0; k < inner; k++)
        out[i][j] += a[i][k] * b[k][j];
  return out;
}

namespace {
template <class T, std::size_t M, std::size_t K, std::size_t N>
void mul(const std::array<std::array<T, K>, M> &a, const std::array<std::array<T, N>, K> &b,
         std::array<std::array<T, N>, M> &c) {
  for (std::size_t i = 0; i != M; ++i)
    for (std::size_t j = 0; j != N; ++j) {
      T s{};
      for (std::size_t k = 0; k != K; ++k)
        s += a[i][k] * b[k][j];
      c[i][j] = s;
    }
}
} // namespace

using M24 = std::array<std::array<float, 24>, 24>;
void multiply24(const M24 &a, const M24 &b, M24 &c) { mul(a, b, c); }

void complexProduct(const std::complex<float> *a, const std::complex<float> *b, float *cre, float *cim,
                    long n) {
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < n; ++j) {
      float re = 0, im = 0;
      for (long k = 0; k < n; ++k) {
        const auto x = a[i * n + k], y = b[k * n + j];
        re += x.real() * y.real() - x.imag() * y.imag();
        im += x.real() * y.imag() + x.imag() * y.real();
      }
      cre[i * n + j] = re;
      cim[i * n + j] = im;
    }
}
