// Doubling strides and exchanged pairs that are no fast transforms.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

void bitonic_sort(int *a, unsigned n) {
  for (unsigned k = 2; k <= n; k <<= 1)
    for (unsigned j = k >> 1; j > 0; j >>= 1)
      for (unsigned i = 0; i < n; i++) {
        unsigned l = i ^ j;
        if (l > i && ((i & k) == 0 ? a[i] > a[l] : a[i] < a[l])) {
          int t = a[i];
          a[i] = a[l];
          a[l] = t;
        }
      }
}

// Up-sweep and down-sweep of a work-efficient prefix sum.
void blelloch_scan(float *a, int n) {
  for (int d = 1; d < n; d *= 2)
    for (int i = 0; i < n; i += 2 * d)
      a[i + 2 * d - 1] += a[i + d - 1];
  a[n - 1] = 0;
  for (int d = n / 2; d >= 1; d /= 2)
    for (int i = 0; i < n; i += 2 * d) {
      float t = a[i + d - 1];
      a[i + d - 1] = a[i + 2 * d - 1];
      a[i + 2 * d - 1] += t;
    }
}

void hillis_steele(const double *in, double *a, double *b, int n) {
  for (int i = 0; i < n; i++)
    a[i] = in[i];
  for (int d = 1; d < n; d *= 2) {
    for (int i = 0; i < n; i++)
      b[i] = i >= d ? a[i] + a[i - d] : a[i];
    for (int i = 0; i < n; i++)
      a[i] = b[i];
  }
}

double tree_sum(double *a, int n) {
  for (int d = n / 2; d > 0; d /= 2)
    for (int i = 0; i < d; i++)
      a[i] += a[i + d];
  return a[0];
}

// Sums over subsets: only one of the two changes.
void subset_sums(int64_t *f, int bits) {
  for (int b = 0; b < bits; b++)
    for (int m = 0; m < 1 << bits; m++)
      if (m & (1 << b))
        f[m] += f[m ^ (1 << b)];
}

void moebius(int64_t *f, int bits) {
  for (int b = 0; b < bits; b++)
    for (int m = 0; m < 1 << bits; m++)
      if (m & (1 << b))
        f[m] -= f[m ^ (1 << b)];
}

// A quantum gate: amplitudes are swapped where the control bit is set.
void controlled_not(double *amp, unsigned qubits, unsigned control, unsigned target) {
  size_t n = (size_t)1 << qubits, c = (size_t)1 << control, t = (size_t)1 << target;
  for (size_t i = 0; i < n; i++)
    if ((i & c) && !(i & t)) {
      double u = amp[i];
      amp[i] = amp[i | t];
      amp[i | t] = u;
    }
}

// XOR pairs: the Reed-Muller transform over bits.
void reed_muller(uint8_t *v, unsigned n) {
  for (unsigned h = 1; h < n; h <<= 1)
    for (unsigned i = 0; i < n; i += h << 1)
      for (unsigned j = i; j < i + h; j++)
        v[j + h] ^= v[j];
}

void ntt(uint32_t *a, const uint32_t *root, unsigned n) {
  const uint64_t p = 998244353;
  for (unsigned half = n / 2, step = 1; half >= 1; half /= 2, step *= 2)
    for (unsigned i = 0; i < n; i += 2 * half)
      for (unsigned k = 0; k < half; k++) {
        uint64_t u = a[i + k], v = a[i + k + half];
        a[i + k] = (uint32_t)((u + v) % p);
        a[i + k + half] = (uint32_t)((u + p - v) * root[k * step] % p);
      }
}

void bit_reverse_permute(double *re, double *im, unsigned n) {
  unsigned j = 0;
  for (unsigned i = 1; i < n; i++) {
    unsigned bit = n >> 1;
    while (j & bit) {
      j ^= bit;
      bit >>= 1;
    }
    j |= bit;
    if (i < j) {
      double t = re[i];
      re[i] = re[j];
      re[j] = t;
      t = im[i];
      im[i] = im[j];
      im[j] = t;
    }
  }
}

// Hash mixing in add-rotate-xor pairs.
static uint32_t rotl(uint32_t v, int r) { return v << r | v >> (32 - r); }

void hash_mix(uint32_t s[8], int rounds) {
  for (int r = 0; r < rounds; r++)
    for (int h = 1; h < 8; h *= 2)
      for (int i = 0; i < 8; i += 2 * h)
        for (int j = i; j < i + h; j++) {
          uint32_t a = s[j] + s[j + h];
          s[j + h] = rotl(s[j + h], 7 + r) ^ a;
          s[j] = a;
        }
}

// Sum and half difference: a pyramid of minima and maxima.
void min_max_pyramid(int *a, int n) {
  for (int h = 1; h < n; h *= 2)
    for (int i = 0; i < n; i += 2 * h)
      for (int j = i; j < i + h; j++) {
        int x = a[j], y = a[j + h];
        a[j] = x < y ? x : y;
        a[j + h] = x < y ? y : x;
      }
}

// Both become the sum: the sign of the difference is lost.
void plus_plus(double *a, int n) {
  for (int h = 1; h < n; h *= 2)
    for (int i = 0; i < n; i += 2 * h)
      for (int j = i; j < i + h; j++) {
        double x = a[j], y = a[j + h];
        a[j] = x + y;
        a[j + h] = y + x;
      }
}

// The difference is taken after the sum was stored: not the orthogonal pair.
void stale_butterfly(float *a, int n) {
  for (int h = 1; h < n; h *= 2)
    for (int i = 0; i < n; i += 2 * h)
      for (int j = i; j < i + h; j++) {
        a[j] = a[j] + a[j + h];
        a[j + h] = a[j] - a[j + h];
      }
}

// A product that conjugates only the imaginary sum: no rotation.
void broken_twiddle(float *re, float *im, const float *c, const float *s, int n) {
  for (int h = 1; h < n; h *= 2)
    for (int i = 0; i < n; i += 2 * h)
      for (int k = 0; k < h; k++) {
        int p = i + k, q = p + h, w = k * (n / (2 * h));
        float tr = re[q] * c[w] + im[q] * s[w], ti = re[q] * s[w] + im[q] * c[w];
        re[q] = re[p] - tr;
        im[q] = im[p] - ti;
        re[p] += tr;
        im[p] += ti;
      }
}

// Strides triple, the partner is not of the pair's other half.
void tripling(double *a, int n) {
  for (int h = 1; h < n; h *= 3)
    for (int i = 0; i + h < n; i++) {
      double x = a[i], y = a[i + h];
      a[i] = x + y;
      a[i + h] = x - y;
    }
}
