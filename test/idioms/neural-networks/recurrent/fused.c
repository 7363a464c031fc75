// Cells whose gates sum their own products: as many steps as there are cells, whatever is summed for each.
// RUN: %auspex_clang -O2 -c %s -o %t.o
// RUN: %auspex inspect %t.o > %t.txt
// RUN: FileCheck %s --input-file=%t.txt --check-prefix=LSTM
// RUN: FileCheck %s --input-file=%t.txt --check-prefix=GRU
// LSTM: kernel lstm {{.*}} i < 256 {{.*}}
// LSTM-NEXT: flops 5120; traffic
// GRU: kernel gru {{.*}} i < 256 {{.*}}
// GRU-NEXT: flops 4096; traffic
#include <math.h>
static float sg(float x) { return 1 / (1 + expf(-x)); }
void lstm(float w[restrict 4][256][64], const float x[restrict 64], const float c[restrict 256], float d[restrict 256]) {
  for (int j = 0; j < 256; j++) {
    float i = 0, f = 0, g = 0;
    for (int k = 0; k < 64; k++)
      i += w[0][j][k] * x[k];
    for (int k = 0; k < 64; k++)
      f += w[1][j][k] * x[k];
    for (int k = 0; k < 64; k++)
      g += w[2][j][k] * x[k];
    d[j] = sg(f) * c[j] + sg(i) * tanhf(g);
  }
}
void gru(float w[restrict 3][256][64], const float x[restrict 64], const float h[restrict 256], float d[restrict 256]) {
  for (int j = 0; j < 256; j++) {
    float z = 0, n = 0;
    for (int k = 0; k < 64; k++)
      z += w[0][j][k] * x[k];
    for (int k = 0; k < 64; k++)
      n += w[1][j][k] * x[k];
    d[j] = (1 - sg(z)) * tanhf(n) + sg(z) * h[j];
  }
}
