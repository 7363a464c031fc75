// Loops of two rounds: at -O1 the second value of their index is a constant.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs

// CHECK-DAG: contract: tensor-contraction matched
void contract(const float *restrict x, const float *restrict w, float *restrict y, long n) {
  for (long a = 0; a < 8; a++)
    for (long i = 0; i < n; i++)
      for (long j = 0; j < n; j++) {
        float sum = 0;
        for (long k = 0; k < 2; k++)
          for (long l = 0; l < 2; l++)
            sum += x[((a * 2 + k) * n + i) * 2 + l] * w[(l * n + j) * 2 + k];
        y[(a * n + i) * n + j] = sum;
      }
}
// CHECK-DAG: pool: max-pooling matched
void pool(const float *restrict x, float *restrict y, long n) {
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++)
      for (long c = 0; c < 4; c++) {
        float most = -1000;
        for (long p = 0; p < 2; p++)
          for (long q = 0; q < 2; q++) {
            float v = x[((2 * i + p) * 2 * n + 2 * j + q) * 4 + c];
            most = v > most ? v : most;
          }
        y[(i * n + j) * 4 + c] = most;
      }
}
