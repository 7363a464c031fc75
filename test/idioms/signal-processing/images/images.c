// Masks over images whose rows lie behind pointers, whose borders are folded back.
// RUN: %kernels %s | FileCheck %s

// CHECK: sharpen: {{filter-2d matched|conv2d matched .* as filter-2d}}
void sharpen(double **in, double **out, int h, int w, const double k[3][3]) {
  for (int y = 1; y + 1 < h; y++)
    for (int x = 1; x + 1 < w; x++) {
      double s = 0;
      for (int j = 0; j < 3; j++)
        for (int i = 0; i < 3; i++)
          s += in[y + j - 1][x + i - 1] * k[j][i];
      out[y][x] = s < 0 ? 0 : s > 1 ? 1 : s;
    }
}
