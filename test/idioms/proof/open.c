// What cannot be replayed stays matched, and the evidence says why.
// RUN: %auspex_clang -O2 -g -c %s -o %t.o
// RUN: %auspex inspect --json %t.o | FileCheck %s
// RUN: %auspex_clang -O2 -g -c %s -o %t.off.o -mllvm -auspex-proof-steps=0
// RUN: %auspex inspect --json %t.off.o | FileCheck %s --check-prefix=OFF --implicit-check-not=replayed

// CHECK: "verdict": "matched"
// CHECK-NEXT: "evidence": "{{.*}}; not replayed: it is too large to replay"
// OFF: "verdict": "matched"
void large(const double A[512][512], const double B[512][512], double C[512][512]) {
  for (int i = 0; i < 512; i++)
    for (int j = 0; j < 512; j++)
      for (int k = 0; k < 512; k++)
        C[i][j] += A[i][k] * B[k][j];
}
int printf(const char *, ...);
// CHECK: "verdict": "matched"
// CHECK-NEXT: "evidence": "{{.*}}; not replayed: a call of a function that is not known (printf)"
// OFF: "verdict": "matched"
void printed(int n, const double *A, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++)
      s += A[i * n + j] * x[j];
    y[i] = s;
    printf("%g\n", s);
  }
}
// CHECK: "verdict": "proved"
// CHECK-NEXT: "evidence": "{{.*}}; replayed on 5 points, equal in GF(2^61-1)"
// OFF: "verdict": "matched"
void scaled(int n, double a, double *x) {
  for (int i = 0; i < n; i++)
    x[i] *= a;
}
