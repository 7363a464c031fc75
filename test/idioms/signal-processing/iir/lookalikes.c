// Recurrences that are no filter.
// RUN: %kernels %s | FileCheck %s --allow-empty --implicit-check-not=differs --implicit-check-not="iir matched"
#include <math.h>
static const int steps[89] = {7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19};
static const int changes[16] = {-1, -1, -1, -1, 2, 4, 6, 8, -1, -1, -1, -1, 2, 4, 6, 8};
void adpcm(int n, const unsigned char *in, short *out) {
  int value = 0, index = 0;
  for (int i = 0; i < n; i++) {
    int step = steps[index], d = step >> 3;
    if (in[i] & 4)
      d += step;
    if (in[i] & 2)
      d += step >> 1;
    if (in[i] & 1)
      d += step >> 2;
    value += in[i] & 8 ? -d : d;
    value = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
    index += changes[in[i] & 15];
    index = index < 0 ? 0 : index > 88 ? 88 : index;
    out[i] = (short)value;
  }
}
void tridiagonal(int n, const double *a, const double *b, double *d) {
  for (int i = 1; i < n; i++)
    d[i] = (d[i] - a[i] * d[i - 1]) / b[i];
}
void seidel(int n, double *u, const double *f) {
  for (int i = 1; i < n - 1; i++)
    u[i] = 0.5 * (u[i - 1] + u[i + 1]) - f[i];
}
void random_numbers(int n, unsigned seed, unsigned *y) {
  for (int i = 0; i < n; i++) {
    seed = seed * 1664525u + 1013904223u;
    y[i] = seed;
  }
}
void logistic_map(int n, double r, const double *e, double *y) {
  double x = 0.5;
  for (int i = 0; i < n; i++) {
    x = r * x * (1 - x) + e[i];
    y[i] = x;
  }
}
void prefix(int n, const double *x, double *y) {
  double s = 0;
  for (int i = 0; i < n; i++)
    y[i] = s += x[i];
}
void interest(int n, double rate, double *balance) {
  double b = 100;
  for (int i = 0; i < n; i++) {
    b = b * (1 + rate) + 10;
    balance[i] = b;
  }
}
void delayed(int n, const double *x, double *y) {
  double d = 0;
  for (int i = 0; i < n; i++) {
    y[i] = 0.5 * x[i] + 0.5 * d;
    d = x[i];
  }
}
void needleman_wunsch(int n, int m, const int *s, int *F) {
  for (int i = 1; i < n; i++)
    for (int j = 1; j < m; j++) {
      int a = F[(i - 1) * m + j - 1] + s[i * m + j], b = F[(i - 1) * m + j] - 1;
      F[i * m + j] = a > b ? a : b;
    }
}

// The first code of each length, as Huffman decoders count it.
void first_codes(unsigned short *first, const unsigned short *per_length, unsigned longest) {
  unsigned short next = 0;
  for (unsigned n = longest; n > 0; n--) {
    first[n] = next;
    next += per_length[n];
    next >>= 1;
  }
}
// Points that turn around a centre: nothing decays.
void orbit(float *xy, const float *angle, int n, float cx, float cy) {
  for (int i = 0; i < n; i++) {
    const float c = cosf(angle[i]), s = sinf(angle[i]), x = xy[2 * i] - cx, y = xy[2 * i + 1] - cy;
    xy[2 * i] = cx + x * c - y * s;
    xy[2 * i + 1] = cy + x * s + y * c;
  }
}
