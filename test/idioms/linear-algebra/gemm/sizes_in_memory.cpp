// Unoptimised containers: where rows begin and end is loaded in every iteration.
// RUN: %kernels %s --levels=O0 | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <cstddef>
#include <vector>
using Rows = std::vector<std::vector<double>>;

// CHECK: {{.*}}product{{.*}}: gemm matched C[i,j] += A[i,k]*B[k,j]
void product(const Rows &A, const Rows &B, Rows &C) {
  for (std::size_t i = 0; i < A.size(); i++)
    for (std::size_t j = 0; j < B[0].size(); j++) {
      double s = 0;
      for (std::size_t k = 0; k < B.size(); k++)
        s += A[i][k] * B[k][j];
      C[i][j] = s;
    }
}
// Where every row is asked for its own end they are taken to have one length, which the evidence says.
// CHECK: {{.*}}ragged{{.*}}: gemm matched C[i,j] += A[i,k]*B[k,j]
void ragged(const Rows &A, const Rows &B, Rows &C) {
  for (std::size_t i = 0; i < A.size(); i++)
    for (std::size_t j = 0; j < C[i].size(); j++) {
      double s = 0;
      for (std::size_t k = 0; k < A[i].size(); k++)
        s += A[i][k] * B[k][j];
      C[i][j] = s;
    }
}
