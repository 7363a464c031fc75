// The code has the form and computes something else: it is not named, and the reason is
// shown wherever a reason is.
// RUN: %kernels %s --verdicts | FileCheck %s --implicit-check-not=differs --implicit-check-not='matched'
// RUN: %auspex_clang -O2 -g -c %s -o %t.o -Rpass-missed=auspex 2>&1 | FileCheck %s --check-prefix=MISSED
// RUN: %auspex inspect --why narrow %t.o | FileCheck %s --check-prefix=WHY

// A sum of 16 bits of products of 32 is no inner product of either: that is seen without a replay.
// CHECK: narrow: not dot: the sum is kept in 16 bits
// MISSED: remark: not dot: the sum is kept in 16 bits
// WHY: the sum is kept in 16 bits
int narrow(int n, const int *x, const int *y) {
  short s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] * y[i];
  return s;
}

// Every row overwrites the last element of the one before.
// CHECK: overlapping: not gemm: {{.*}}overlap
void overlapping(int n, int p, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < p; k++)
        s += A[i * p + k] * B[k * n + j];
      C[i * (n - 1) + j] = s;
    }
}
