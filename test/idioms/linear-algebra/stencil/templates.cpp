// Grids of C++.
// RUN: %kernels %s --levels=O1,O2,O3,Os -std=c++20 | FileCheck %s --implicit-check-not=differs \
// RUN:   --implicit-check-not=matched
#include <vector>
template <class T> class Grid {
public:
  T &at(int i, int j) { return Data[i * Columns + j]; }
  const T &at(int i, int j) const { return Data[i * Columns + j]; }
  int Rows, Columns;

private:
  std::vector<T> Data;
};
extern "C" {
// CHECK: relax: stencil matched
void relax(const Grid<double> &u, Grid<double> &v) {
  for (int i = 1; i + 1 < u.Rows; ++i)
    for (int j = 1; j + 1 < u.Columns; ++j)
      v.at(i, j) = 0.25 * (u.at(i - 1, j) + u.at(i + 1, j) + u.at(i, j - 1) + u.at(i, j + 1));
}
// CHECK: second: stencil matched
void second(const std::vector<float> &u, std::vector<float> &v) {
  for (std::size_t i = 1; i + 1 < u.size(); ++i)
    v[i] = u[i - 1] - 2 * u[i] + u[i + 1];
}
}
