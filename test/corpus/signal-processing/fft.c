// Fast Fourier transforms in many shapes.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <complex.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef M_PI
#define M_PI 3.14159265358979323846
#endif

// Radix-2, decimation in time, bit reversal first, twiddles by recurrence, separate arrays.
#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE void dit_core(double *re, double *im, int n) {
  for (int i = 1, j = 0; i < n; i++) {
    int bit = n >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j) {
      double t = re[i];
      re[i] = re[j];
      re[j] = t;
      t = im[i];
      im[i] = im[j];
      im[j] = t;
    }
  }
  for (int len = 2; len <= n; len <<= 1) {
    double ang = -2 * M_PI / len, wr = cos(ang), wi = sin(ang);
    for (int i = 0; i < n; i += len) {
      double cr = 1, ci = 0;
      for (int j = 0; j < len / 2; j++) {
        int p = i + j, q = i + j + len / 2;
        double tr = re[q] * cr - im[q] * ci, ti = re[q] * ci + im[q] * cr;
        re[q] = re[p] - tr;
        im[q] = im[p] - ti;
        re[p] += tr;
        im[p] += ti;
        double nr = cr * wr - ci * wi;
        ci = cr * wi + ci * wr;
        cr = nr;
      }
    }
  }
}

void fft_dit(double *re, double *im, int n) {
  if (n > 1 && (n & (n - 1)) == 0)
    dit_core(re, im, n);
}

// Decimation in frequency, a table of twiddles, output in bit-reversed order.
struct cpx {
  float r, i;
};

void fft_dif_table(struct cpx *a, const struct cpx *tw, unsigned n) {
  unsigned step = 1;
  for (unsigned half = n / 2; half >= 1; half /= 2, step *= 2)
    for (unsigned base = 0; base < n; base += 2 * half)
      for (unsigned k = 0; k < half; k++) {
        struct cpx u = a[base + k], v = a[base + k + half], w = tw[k * step];
        float dr = u.r - v.r, di = u.i - v.i;
        a[base + k].r = u.r + v.r;
        a[base + k].i = u.i + v.i;
        a[base + k + half].r = dr * w.r - di * w.i;
        a[base + k + half].i = dr * w.i + di * w.r;
      }
}

// Interleaved data in one float array, one based, as in old Fortran-minded C.
void four1_style(float *data, unsigned long nn, int isign) {
  unsigned long n = nn << 1, j = 1, i, m, mmax = 2, istep;
  for (i = 1; i < n; i += 2) {
    if (j > i) {
      float t = data[j - 1];
      data[j - 1] = data[i - 1];
      data[i - 1] = t;
      t = data[j];
      data[j] = data[i];
      data[i] = t;
    }
    m = nn;
    while (m >= 2 && j > m) {
      j -= m;
      m >>= 1;
    }
    j += m;
  }
  while (n > mmax) {
    istep = mmax << 1;
    double theta = isign * (2 * M_PI / (double)mmax), wr = 1.0, wi = 0.0;
    double half = sin(0.5 * theta), wpr = -2.0 * half * half, wpi = sin(theta);
    for (m = 1; m < mmax; m += 2) {
      for (i = m; i <= n; i += istep) {
        j = i + mmax;
        float tr = (float)(wr * data[j - 1] - wi * data[j]);
        float ti = (float)(wr * data[j] + wi * data[j - 1]);
        data[j - 1] = data[i - 1] - tr;
        data[j] = data[i] - ti;
        data[i - 1] += tr;
        data[i] += ti;
      }
      double keep = wr;
      wr += wr * wpr - wi * wpi;
      wi += wi * wpr + keep * wpi;
    }
    mmax = istep;
  }
}

// Stockham: no bit reversal, two buffers change roles.
ALWAYS_INLINE double complex *stockham_core(double complex *x, double complex *y, int n) {
  for (int l = n / 2, m = 1; l >= 1; l /= 2, m *= 2) {
    for (int j = 0; j < l; j++) {
      double complex w = cexp(-I * M_PI * j / l);
      for (int k = 0; k < m; k++) {
        double complex a = x[k + j * m], b = x[k + j * m + l * m];
        y[k + 2 * j * m] = a + b;
        y[k + 2 * j * m + m] = (a - b) * w;
      }
    }
    double complex *t = x;
    x = y;
    y = t;
  }
  return x;
}

double complex *fft_stockham(double complex *x, double complex *y, int n) {
  return stockham_core(x, y, n);
}

// Recursive, out of place, by strides.
void fft_recursive(const double complex *in, double complex *out, int n, int stride) {
  if (n == 1) {
    out[0] = in[0];
    return;
  }
  fft_recursive(in, out, n / 2, 2 * stride);
  fft_recursive(in + stride, out + n / 2, n / 2, 2 * stride);
  for (int k = 0; k < n / 2; k++) {
    double complex e = out[k], o = cexp(-2 * M_PI * I * k / n) * out[k + n / 2];
    out[k] = e + o;
    out[k + n / 2] = e - o;
  }
}

// Radix-4, decimation in frequency, digit-reversed output.
void fft_radix4(float *re, float *im, int n) {
  for (int q = n / 4; q >= 1; q /= 4)
    for (int j = 0; j < q; j++) {
      float a = -2.0f * (float)M_PI * (float)j / (float)(4 * q);
      float c1 = cosf(a), s1 = sinf(a), c2 = cosf(2 * a), s2 = sinf(2 * a), c3 = cosf(3 * a),
            s3 = sinf(3 * a);
      for (int b = j; b < n; b += 4 * q) {
        float r0 = re[b], r1 = re[b + q], r2 = re[b + 2 * q], r3 = re[b + 3 * q];
        float i0 = im[b], i1 = im[b + q], i2 = im[b + 2 * q], i3 = im[b + 3 * q];
        float ar = r0 + r2, ai = i0 + i2, br = r0 - r2, bi = i0 - i2;
        float cr = r1 + r3, ci = i1 + i3, dr = r1 - r3, di = i1 - i3;
        float t1r = br + di, t1i = bi - dr, t3r = br - di, t3i = bi + dr;
        float t2r = ar - cr, t2i = ai - ci;
        re[b] = ar + cr;
        im[b] = ai + ci;
        re[b + q] = t1r * c1 - t1i * s1;
        im[b + q] = t1r * s1 + t1i * c1;
        re[b + 2 * q] = t2r * c2 - t2i * s2;
        im[b + 2 * q] = t2r * s2 + t2i * c2;
        re[b + 3 * q] = t3r * c3 - t3i * s3;
        im[b + 3 * q] = t3r * s3 + t3i * c3;
      }
    }
}

// Split radix, recursive: one half and two quarters.
void fft_split_radix(const double complex *x, double complex *X, int n, int s) {
  if (n == 1) {
    X[0] = x[0];
    return;
  }
  if (n == 2) {
    X[0] = x[0] + x[s];
    X[1] = x[0] - x[s];
    return;
  }
  int q = n / 4;
  fft_split_radix(x, X, n / 2, 2 * s);
  fft_split_radix(x + s, X + n / 2, q, 4 * s);
  fft_split_radix(x + 3 * s, X + n / 2 + q, q, 4 * s);
  for (int k = 0; k < q; k++) {
    double complex u = X[k], v = X[k + q];
    double complex z = cexp(-2 * M_PI * I * k / n) * X[k + n / 2];
    double complex w = cexp(-6 * M_PI * I * k / n) * X[k + n / 2 + q];
    X[k] = u + (z + w);
    X[k + n / 2] = u - (z + w);
    X[k + q] = v - I * (z - w);
    X[k + n / 2 + q] = v + I * (z - w);
  }
}

// Mixed radix: the smallest factor is split off, a general butterfly joins the parts.
void fft_mixed(const double complex *x, double complex *X, int n, int s) {
  if (n == 1) {
    X[0] = x[0];
    return;
  }
  int p = 2;
  while (n % p)
    p++;
  int m = n / p;
  for (int r = 0; r < p; r++)
    fft_mixed(x + r * s, X + r * m, m, s * p);
  double complex *col = malloc(sizeof *col * (size_t)p);
  if (!col)
    return;
  for (int k = 0; k < m; k++) {
    for (int r = 0; r < p; r++)
      col[r] = X[r * m + k] * cexp(-2 * M_PI * I * r * k / n);
    for (int u = 0; u < p; u++) {
      double complex acc = 0;
      for (int r = 0; r < p; r++)
        acc += col[r] * cexp(-2 * M_PI * I * r * u / p);
      X[u * m + k] = acc;
    }
  }
  free(col);
}

// Real input: a half-length complex transform, then the spectra are separated.
void rfft(const double *x, double complex *spec, int n) {
  int h = n / 2;
  double complex *tmp = malloc(sizeof *tmp * (size_t)h);
  double complex *z = malloc(sizeof *z * (size_t)h);
  if (tmp && z) {
    for (int i = 0; i < h; i++)
      tmp[i] = x[2 * i] + I * x[2 * i + 1];
    double complex *res = stockham_core(tmp, z, h);
    for (int k = 0; k <= h; k++) {
      double complex a = res[k % h], b = conj(res[(h - k) % h]);
      double complex even = 0.5 * (a + b), odd = -0.5 * I * (a - b);
      spec[k] = even + cexp(-2 * M_PI * I * k / n) * odd;
    }
  }
  free(tmp);
  free(z);
}

// Bluestein: any length by a convolution with a chirp, over power-of-two transforms.
int fft_bluestein(double *re, double *im, int n) {
  int m = 1;
  while (m < 2 * n - 1)
    m *= 2;
  double *w = calloc((size_t)m * 4, sizeof *w);
  double *ch = malloc(sizeof *ch * 2 * (size_t)n);
  if (!w || !ch) {
    free(w);
    free(ch);
    return -1;
  }
  double *ar = w, *ai = w + m, *br = w + 2 * m, *bi = w + 3 * m;
  for (int i = 0; i < n; i++) {
    double a = M_PI * (double)((int64_t)i * i % (2 * n)) / n;
    ch[2 * i] = cos(a);
    ch[2 * i + 1] = sin(a);
    ar[i] = re[i] * ch[2 * i] + im[i] * ch[2 * i + 1];
    ai[i] = im[i] * ch[2 * i] - re[i] * ch[2 * i + 1];
    br[i] = br[(m - i) % m] = ch[2 * i];
    bi[i] = bi[(m - i) % m] = ch[2 * i + 1];
  }
  dit_core(ar, ai, m);
  dit_core(br, bi, m);
  for (int i = 0; i < m; i++) {
    double r = ar[i] * br[i] - ai[i] * bi[i];
    ai[i] = -(ar[i] * bi[i] + ai[i] * br[i]);
    ar[i] = r;
  }
  dit_core(ar, ai, m);
  for (int i = 0; i < n; i++) {
    double r = ar[i] / m, q = -ai[i] / m;
    re[i] = r * ch[2 * i] + q * ch[2 * i + 1];
    im[i] = q * ch[2 * i] - r * ch[2 * i + 1];
  }
  free(w);
  free(ch);
  return 0;
}

// Fixed length, 16-bit data, every stage scaled by a half; input in bit-reversed order.
#define LOGN 8
#define FFTN (1 << LOGN)
void fft_q15(int16_t xr[FFTN], int16_t xi[FFTN], const int16_t cosine[FFTN / 2],
             const int16_t sine[FFTN / 2]) {
  int half = 1;
  for (int stage = LOGN - 1; stage >= 0; stage--) {
    for (int m = 0; m < half; m++) {
      int32_t wr = cosine[m << stage], wi = -sine[m << stage];
      for (int i = m; i < FFTN; i += 2 * half) {
        int j = i + half;
        int32_t tr = (wr * xr[j] - wi * xi[j]) >> 15, ti = (wr * xi[j] + wi * xr[j]) >> 15;
        int32_t qr = xr[i], qi = xi[i];
        xr[j] = (int16_t)((qr - tr) >> 1);
        xi[j] = (int16_t)((qi - ti) >> 1);
        xr[i] = (int16_t)((qr + tr) >> 1);
        xi[i] = (int16_t)((qi + ti) >> 1);
      }
    }
    half <<= 1;
  }
}

// Four-step: columns, twiddles, rows, each small transform by its definition.
void fft_four_step(const double complex *x, double complex *X, double complex *t, int n1, int n2) {
  int n = n1 * n2;
  for (int c = 0; c < n2; c++)
    for (int k = 0; k < n1; k++) {
      double complex s = 0;
      for (int r = 0; r < n1; r++)
        s += x[r * n2 + c] * cexp(-2 * M_PI * I * r * k / n1);
      t[k * n2 + c] = s * cexp(-2 * M_PI * I * c * k / n);
    }
  for (int k1 = 0; k1 < n1; k1++)
    for (int k2 = 0; k2 < n2; k2++) {
      double complex s = 0;
      for (int c = 0; c < n2; c++)
        s += t[k1 * n2 + c] * cexp(-2 * M_PI * I * c * k2 / n2);
      X[k2 * n1 + k1] = s;
    }
}
