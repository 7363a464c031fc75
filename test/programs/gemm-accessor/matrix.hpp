#pragma once
#include <cstddef>
#include <vector>

namespace la {

template <typename T> class Matrix {
public:
  Matrix(std::size_t rows, std::size_t cols, T value = T{})
      : rows_(rows), cols_(cols), data_(rows * cols, value) {}
  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  T &operator()(std::size_t i, std::size_t j) { return data_[i * cols_ + j]; }
  const T &operator()(std::size_t i, std::size_t j) const { return data_[i * cols_ + j]; }

private:
  std::size_t rows_, cols_;
  std::vector<T> data_;
};

template <typename T> Matrix<T> operator*(const Matrix<T> &a, const Matrix<T> &b) {
  Matrix<T> c(a.rows(), b.cols());
  for (std::size_t i = 0; i < a.rows(); ++i)
    for (std::size_t k = 0; k < a.cols(); ++k) {
      const T aik = a(i, k);
      for (std::size_t j = 0; j < b.cols(); ++j)
        c(i, j) += aik * b(k, j);
    }
  return c;
}

} // namespace la
