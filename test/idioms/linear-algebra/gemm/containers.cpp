// C++ containers, accessors, views and templates, once inlined.
// RUN: %kernels %s --levels=O1,O2,O3,Os -std=c++20 | FileCheck %s --implicit-check-not=differs \
// RUN:   --implicit-check-not=matched
#include <array>
#include <span>
#include <vector>

template <class T> class Matrix {
public:
  Matrix(size_t R, size_t C) : R(R), C(C), Data(R * C) {}
  T &operator()(size_t I, size_t J) { return Data[I * C + J]; }
  const T &operator()(size_t I, size_t J) const { return Data[I * C + J]; }
  size_t rows() const { return R; }
  size_t cols() const { return C; }

private:
  size_t R, C;
  std::vector<T> Data;
};

extern "C" {
// CHECK: accessor: gemm matched C[i,j] += A[i,k]*B[k,j]
void accessor(const Matrix<double> &A, const Matrix<double> &B, Matrix<double> &C) {
  for (size_t i = 0; i < A.rows(); ++i)
    for (size_t j = 0; j < B.cols(); ++j) {
      double s = 0;
      for (size_t k = 0; k < A.cols(); ++k)
        s += A(i, k) * B(k, j);
      C(i, j) = s;
    }
}
// CHECK: accumulating: gemm matched C[i,j] += A[i,k]*B[k,j]
void accumulating(const Matrix<float> &A, const Matrix<float> &B, Matrix<float> &C) {
  for (size_t i = 0; i < A.rows(); ++i)
    for (size_t k = 0; k < A.cols(); ++k)
      for (size_t j = 0; j < B.cols(); ++j)
        C(i, j) += A(i, k) * B(k, j);
}
using Rows = std::vector<std::vector<double>>;
// CHECK: nested: gemm matched C[i,j] += A[i,k]*B[k,j]
void nested(const Rows &A, const Rows &B, Rows &C) {
  for (size_t i = 0; i < A.size(); i++)
    for (size_t j = 0; j < B[0].size(); j++) {
      C[i][j] = 0;
      for (size_t k = 0; k < B.size(); k++)
        C[i][j] += A[i][k] * B[k][j];
    }
}
// CHECK: made: gemm matched C[i,j] += A[i,k]*B[k,j]
void made(const Rows &A, const Rows &B, Rows *Result) {
  const int n = int(A.size());
  Rows C(n, std::vector<double>(n, 0.0));
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        C[i][j] += A[i][k] * B[k][j];
  *Result = C;
}
// CHECK: arrays: gemm matched C[i,j] += A[i,k]*B[k,j] i=100 j=100 k=100
using Square = std::array<std::array<double, 100>, 100>;
void arrays(const Square &A, const Square &B, Square &C) {
  for (int i = 0; i < 100; i++)
    for (int j = 0; j < 100; j++) {
      double s = 0;
      for (int k = 0; k < 100; k++)
        s += A[i][k] * B[k][j];
      C[i][j] = s;
    }
}
// CHECK: checked: gemm matched c[i,j] += a[i,k]*b[k,j] i=n j=n k=n
void checked(const std::vector<double> &a, const std::vector<double> &b, std::vector<double> &c,
             int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += a.at(i * n + k) * b.at(k * n + j);
      c.at(i * n + j) = s;
    }
}
// CHECK: spans: gemm matched {{[cC]}}[i,j] += {{[aA]}}[i,k]*{{[bB]}}[k,j] i=n j=n k=n
void spans(std::span<const double> a, std::span<const double> b, std::span<double> c, size_t n) {
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < n; k++)
      for (size_t j = 0; j < n; j++)
        c[i * n + j] += a[i * n + k] * b[k * n + j];
}
// CHECK: lambdas: gemm matched c[i,j] += a[i,k]*b[k,j] i=n j=n k=n
void lambdas(int n, const double *a, const double *b, double *c) {
  auto A = [&](int i, int j) { return a[i * n + j]; };
  auto B = [&](int i, int j) { return b[i * n + j]; };
  auto C = [&](int i, int j) -> double & { return c[i * n + j]; };
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++)
        C(i, j) += A(i, k) * B(k, j);
}
}
