// std::complex, where its operators are inlined (at -Os they are calls).
// RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=differs \
// RUN:   --implicit-check-not=matched
#include <complex>

extern "C" {
// CHECK: complexes: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void complexes(int n, const std::complex<double> *A, const std::complex<double> *B,
               std::complex<double> *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      std::complex<double> s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
}
}
