// Image filters by a table of weights.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>

void filter2d_3x3(const float *in, float *out, int w, int h, const float kernel[9]) {
  for (int y = 1; y < h - 1; y++)
    for (int x = 1; x < w - 1; x++) {
      float s = 0.0f;
      for (int j = -1; j <= 1; j++)
        for (int i = -1; i <= 1; i++)
          s += kernel[(j + 1) * 3 + i + 1] * in[(y + j) * w + x + i];
      out[y * w + x] = s;
    }
}

// Bytes, a kernel of any odd size, coordinates clamped at the edges.
static int clampi(int v, int lo, int hi) { return v < lo ? lo : v > hi ? hi : v; }

void filter2d_clamped(const uint8_t *src, uint8_t *dst, int width, int height, const int *weight,
                      int size, int divisor) {
  int r = size / 2;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      int sum = 0;
      for (int ky = 0; ky < size; ++ky)
        for (int kx = 0; kx < size; ++kx) {
          int sy = clampi(y + ky - r, 0, height - 1), sx = clampi(x + kx - r, 0, width - 1);
          sum += weight[ky * size + kx] * src[sy * width + sx];
        }
      dst[y * width + x] = (uint8_t)clampi(sum / divisor, 0, 255);
    }
}

// Rows by pointers, interleaved RGB.
void filter2d_rgb(unsigned char **rows, unsigned char **out, int w, int h, float k[5][5]) {
  for (int y = 2; y < h - 2; y++)
    for (int x = 2; x < w - 2; x++)
      for (int c = 0; c < 3; c++) {
        float acc = 0.5f;
        for (int v = 0; v < 5; v++)
          for (int u = 0; u < 5; u++)
            acc += k[v][u] * rows[y + v - 2][3 * (x + u - 2) + c];
        out[y][3 * x + c] = (unsigned char)(acc < 0 ? 0 : acc > 255 ? 255 : acc);
      }
}

// Separable: rows first, then columns.
void filter2d_separable(const float *in, float *tmp, float *out, int w, int h, const float *g, int r) {
  for (int y = 0; y < h; y++)
    for (int x = r; x < w - r; x++) {
      float s = 0;
      for (int k = -r; k <= r; k++)
        s += g[k + r] * in[y * w + x + k];
      tmp[y * w + x] = s;
    }
  for (int y = r; y < h - r; y++)
    for (int x = r; x < w - r; x++) {
      float s = 0;
      for (int k = -r; k <= r; k++)
        s += g[k + r] * tmp[(y + k) * w + x];
      out[y * w + x] = s;
    }
}

// A 16-bit image with a stride, the window read by walking pointers.
void filter2d_strided(const int16_t *img, long stride, int rows, int cols, const int16_t *ker, int kh,
                      int kw, int shift, int32_t *out) {
  for (int r = 0; r + kh <= rows; r++)
    for (int c = 0; c + kw <= cols; c++) {
      const int16_t *line = img + r * stride + c, *k = ker;
      int32_t a = 0;
      for (int j = kh; j; --j, line += stride)
        for (int i = 0; i < kw; ++i)
          a += line[i] * *k++;
      *out++ = a >> shift;
    }
}
