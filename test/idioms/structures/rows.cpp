// Vectors of vectors, whose rows end where their own headers say.
// RUN: %kernels %s -std=c++20 --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=differs
// RUN: %auspex_clangxx -std=c++20 -O2 -g1 -c %s -o %t.o -Rpass=auspex 2>&1 | FileCheck %s --check-prefix=ASSUMED
// ASSUMED: gemv: {{.*}}assuming that {{.*}}the rows of a table have one length
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>
using Row = std::vector<double>;
using Rows = std::vector<Row>;

// CHECK: each_row_itself({{.*}}): gemv matched
void each_row_itself(const Rows &a, const Row &x, Row &y) {
  for (std::size_t i = 0; i < a.size(); ++i)
    y[i] = std::inner_product(a[i].begin(), a[i].end(), x.begin(), 0.0);
}

struct Sparse {
  std::vector<int> index;
  std::vector<double> value;
};
// CHECK: two_vectors({{.*}}): spmv matched
void two_vectors(const std::vector<Sparse> &a, const Row &x, Row &y) {
  for (std::size_t r = 0; r < a.size(); ++r) {
    double s = 0;
    for (std::size_t p = 0; p < a[r].index.size(); ++p)
      s += a[r].value[p] * x[a[r].index[p]];
    y[r] = s;
  }
}
// CHECK: pairs({{.*}}): spmv matched
void pairs(const std::vector<std::vector<std::pair<int, double>>> &a, const Row &x, Row &y) {
  for (std::size_t r = 0; r < a.size(); ++r) {
    y[r] = 0;
    for (const auto &[c, v] : a[r])
      y[r] += v * x[c];
  }
}

// What is known of the first column is written into its addresses.
// CHECK: column_by_column({{.*}}): cholesky matched
bool column_by_column(Rows &a) {
  const int n = int(a.size());
  for (int j = 0; j < n; ++j) {
    for (int k = 0; k < j; ++k)
      a[j][j] -= a[j][k] * a[j][k];
    if (a[j][j] <= 0)
      return false;
    a[j][j] = std::sqrt(a[j][j]);
    for (int i = j + 1; i < n; ++i) {
      for (int k = 0; k < j; ++k)
        a[i][j] -= a[i][k] * a[j][k];
      a[i][j] /= a[j][j];
    }
  }
  return true;
}
