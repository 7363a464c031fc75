/* Networks as courses and small engines write them. */
#include <float.h>
#include <math.h>

void dense_relu(const float *w, const float *b, const float *x, float *y, int in, int out) {
  for (int o = 0; o < out; o++, w += in) {
    float s = b[o];
    for (int i = 0; i < in; i++) s += w[i] * x[i];
    y[o] = s > 0 ? s : 0;
  }
}
void conv_same(const float *img, int h, int w, const float k[3][3], float *out) {
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      float s = 0;
      for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
          int yy = y + dy, xx = x + dx;
          if (yy >= 0 && yy < h && xx >= 0 && xx < w) s += img[yy * w + xx] * k[dy + 1][dx + 1];
        }
      out[y * w + x] = s;
    }
}
void depthwise(const float *in, int c, int h, int w, const float *k, float *out) {
  for (int ch = 0; ch < c; ch++)
    for (int y = 0; y + 2 < h; y++)
      for (int x = 0; x + 2 < w; x++) {
        float s = 0;
        for (int t = 0; t < 9; t++) s += in[(ch * h + y + t / 3) * w + x + t % 3] * k[ch * 9 + t];
        out[(ch * (h - 2) + y) * (w - 2) + x] = s;
      }
}
void pool2(const float *in, int c, int h, int w, float *out) {
  for (int ch = 0; ch < c; ch++, in += h * w)
    for (int y = 0; y < h; y += 2)
      for (int x = 0; x < w; x += 2) {
        const float *p = in + y * w + x;
        float a = p[0] > p[1] ? p[0] : p[1], b = p[w] > p[w + 1] ? p[w] : p[w + 1];
        *out++ = a > b ? a : b;
      }
}
void batchnorm_infer(float *x, int n, int c, int hw, const float *mean, const float *var, const float *gamma, const float *beta, float eps) {
  for (int b = 0; b < n; b++)
    for (int k = 0; k < c; k++) {
      float s = gamma[k] / sqrtf(var[k] + eps), t = beta[k] - mean[k] * s;
      float *p = x + (b * c + k) * hw;
      for (int i = 0; i < hw; i++) p[i] = p[i] * s + t;
    }
}
void layernorm_one(const float *x, float *y, const float *g, const float *b, int n) {
  double s = 0, q = 0;
  for (int i = 0; i < n; i++) { s += x[i]; q += (double)x[i] * x[i]; }
  double m = s / n, v = q / n - m * m, r = 1 / sqrt(v + 1e-5);
  for (int i = 0; i < n; i++) y[i] = (float)((x[i] - m) * r) * g[i] + b[i];
}
void attend(const float *q, const float *k, const float *v, float *o, float *s, int t, int d) {
  for (int i = 0; i < t; i++) {
    float top = -FLT_MAX, sum = 0;
    for (int j = 0; j <= i; j++) {
      float a = 0;
      for (int l = 0; l < d; l++) a += q[i * d + l] * k[j * d + l];
      s[j] = a / sqrtf((float)d);
      if (s[j] > top) top = s[j];
    }
    for (int j = 0; j <= i; j++) { s[j] = expf(s[j] - top); sum += s[j]; }
    for (int l = 0; l < d; l++) o[i * d + l] = 0;
    for (int j = 0; j <= i; j++)
      for (int l = 0; l < d; l++) o[i * d + l] += s[j] / sum * v[j * d + l];
  }
}
void adam(float *w, const float *g, float *m, float *v, int n, float lr, float b1, float b2, float eps, int t) {
  float c1 = 1 - powf(b1, (float)t), c2 = 1 - powf(b2, (float)t);
  for (int i = 0; i < n; i++) {
    m[i] += (1 - b1) * (g[i] - m[i]);
    v[i] += (1 - b2) * (g[i] * g[i] - v[i]);
    w[i] -= lr * (m[i] / c1) / (sqrtf(v[i] / c2) + eps);
  }
}
float cross_entropy_one(const float *z, int n, int label) {
  float top = z[0], s = 0;
  for (int i = 1; i < n; i++) top = fmaxf(top, z[i]);
  for (int i = 0; i < n; i++) s += expf(z[i] - top);
  return logf(s) + top - z[label];
}
void embed(const float *table, const int *ids, int n, int d, float *out) {
  for (int i = 0; i < n; i++) {
    const float *row = table + (long)ids[i] * d;
    for (int j = 0; j < d; j++) out[i * d + j] = row[j];
  }
}
void leaky(float *x, int n, float a) { while (n--) { if (*x < 0) *x *= a; x++; } }
/* ---- look-alikes ---- */
void erode(const unsigned char *in, int h, int w, unsigned char *out) {
  for (int y = 1; y + 1 < h; y++)
    for (int x = 1; x + 1 < w; x++) {
      unsigned char m = 255;
      for (int t = 0; t < 9; t++) { unsigned char v = in[(y + t / 3 - 1) * w + x + t % 3 - 1]; if (v < m) m = v; }
      out[y * w + x] = m;
    }
}
void standardise(float *x, int n) {
  float s = 0, q = 0;
  for (int i = 0; i < n; i++) s += x[i];
  s /= n;
  for (int i = 0; i < n; i++) q += fabsf(x[i] - s);
  for (int i = 0; i < n; i++) x[i] = (x[i] - s) / (q / n);
}
