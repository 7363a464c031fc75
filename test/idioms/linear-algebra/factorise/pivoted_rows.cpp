// Rows of a table that data choose change places, as the three pointers that a vector is; the
// compiler goes on with the row that it has.
// RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <cmath>
#include <utility>
#include <vector>
// CHECK: pivoted{{.*}}: lu matched A[i,j] -= A[i,k]*A[k,j]
bool pivoted(std::vector<std::vector<double>> &a, std::vector<int> &order) {
  const int n = int(a.size());
  for (int k = 0; k < n; ++k) {
    int p = k;
    for (int i = k + 1; i < n; ++i)
      if (std::fabs(a[i][k]) > std::fabs(a[p][k]))
        p = i;
    if (a[p][k] == 0)
      return false;
    std::swap(a[p], a[k]);
    std::swap(order[p], order[k]);
    for (int i = k + 1; i < n; ++i) {
      a[i][k] /= a[k][k];
      for (int j = k + 1; j < n; ++j)
        a[i][j] -= a[i][k] * a[k][j];
    }
  }
  return true;
}
