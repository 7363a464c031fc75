// Transforms of whole numbers that stand for cosines.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched --implicit-check-not=proved
#include <stdint.h>
// CHECK: core_forward: dct matched
static const int8_t core4[4][4] = {{1, 1, 1, 1}, {2, 1, -1, -2}, {1, -1, -1, 1}, {1, -2, 2, -1}};
void core_forward(int32_t x[4][4], int32_t y[4][4]) {
  int32_t t[4][4];
  for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) {
    t[i][j] = 0;
    for (int k = 0; k < 4; k++) t[i][j] += core4[i][k] * x[k][j];
  }
  for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) {
    y[i][j] = 0;
    for (int k = 0; k < 4; k++) y[i][j] += t[i][k] * core4[j][k];
  }
}
// By sums and shifts, rows and columns.
// CHECK: core_shifts: dct matched
void core_shifts(int16_t d[16]) {
  int16_t t[16];
  for (int i = 0; i < 4; i++) {
    int a = d[4 * i] + d[4 * i + 3], e = d[4 * i] - d[4 * i + 3], b = d[4 * i + 1] + d[4 * i + 2], c = d[4 * i + 1] - d[4 * i + 2];
    t[i] = a + b;
    t[8 + i] = a - b;
    t[4 + i] = 2 * e + c;
    t[12 + i] = e - 2 * c;
  }
  for (int i = 0; i < 4; i++) {
    int a = t[4 * i] + t[4 * i + 3], e = t[4 * i] - t[4 * i + 3], b = t[4 * i + 1] + t[4 * i + 2], c = t[4 * i + 1] - t[4 * i + 2];
    d[i] = a + b;
    d[8 + i] = a - b;
    d[4 + i] = 2 * e + c;
    d[12 + i] = e - 2 * c;
  }
}
// Slant: the ratio of the odd rows is three. Haar: pairs only.
void slant4(const int32_t *x, int32_t *y) {
  y[0] = x[0] + x[1] + x[2] + x[3];
  y[1] = 3 * x[0] + x[1] - x[2] - 3 * x[3];
  y[2] = x[0] - x[1] - x[2] + x[3];
  y[3] = x[0] - 3 * x[1] + 3 * x[2] - x[3];
}
// CHECK: haar_steps: dwt matched
void haar_steps(int32_t *x, int32_t *t, int n) {
  for (int i = 0; i < n / 2; i++) { t[i] = x[2 * i] + x[2 * i + 1]; t[n / 2 + i] = x[2 * i] - x[2 * i + 1]; }
}
