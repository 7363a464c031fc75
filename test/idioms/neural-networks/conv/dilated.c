// Windows with gaps; without gaps they are none.
// RUN: %kernels %s --levels=O2,O1,O3 | FileCheck %s --implicit-check-not='dense: conv2d matched {{.*}}dilated'
// CHECK: apart: conv2d {{.*}}dilated-conv
void apart(const float *x, const float *w, float *y, int c, int h, int v, int o, int k, int d) {
  int oh = h - d * (k - 1), ow = v - d * (k - 1);
  for (int f = 0; f < o; f++)
    for (int i = 0; i < oh; i++)
      for (int j = 0; j < ow; j++) {
        float s = 0;
        for (int z = 0; z < c; z++)
          for (int p = 0; p < k; p++)
            for (int q = 0; q < k; q++)
              s += w[((f * c + z) * k + p) * k + q] * x[(z * h + i + p * d) * v + j + q * d];
        y[(f * oh + i) * ow + j] = s;
      }
}
void dense(const float *x, const float *w, float *y, int c, int h, int v, int o, int k) {
  int oh = h - k + 1, ow = v - k + 1;
  for (int f = 0; f < o; f++)
    for (int i = 0; i < oh; i++)
      for (int j = 0; j < ow; j++) {
        float s = 0;
        for (int z = 0; z < c; z++)
          for (int p = 0; p < k; p++)
            for (int q = 0; q < k; q++)
              s += w[((f * c + z) * k + p) * k + q] * x[(z * h + i + p) * v + j + q];
        y[(f * oh + i) * ow + j] = s;
      }
}
