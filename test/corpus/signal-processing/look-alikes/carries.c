// Sums of products that a carry runs through: numbers of several words, no convolution.
#include <stddef.h>
#include <stdint.h>

void long_multiply_add(uint32_t *restrict sum, const uint32_t *x, size_t nx, const uint32_t *y, size_t ny) {
  for (size_t i = 0; i < ny; ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < nx; ++j) {
      carry += (uint64_t)sum[i + j] + (uint64_t)y[i] * x[j];
      sum[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
    sum[i + nx] = (uint32_t)carry;
  }
}

/* The lengths stand before the words. */
void counted_multiply_add(uint32_t *d, const uint32_t *a, const uint32_t *b) {
  const size_t na = a[0], nb = b[0];
  d[0] = (uint32_t)(na + nb);
  for (size_t u = 0; u < nb; ++u) {
    const uint32_t f = b[1 + u];
    uint64_t over = 0;
    for (size_t v = 0; v < na; ++v) {
      const uint64_t z = (uint64_t)d[1 + u + v] + (uint64_t)f * a[1 + v] + over;
      over = z >> 32;
      d[1 + u + v] = (uint32_t)z;
    }
    d[1 + u + na] = (uint32_t)over;
  }
}

/* In decimal, a digit a byte. */
void digits_multiply(uint8_t *out, const uint8_t *a, int na, const uint8_t *b, int nb) {
  for (int k = 0; k < na + nb; ++k)
    out[k] = 0;
  for (int i = 0; i < na; ++i) {
    unsigned carry = 0;
    for (int j = 0; j < nb; ++j) {
      carry += out[i + j] + a[i] * b[j];
      out[i + j] = (uint8_t)(carry % 10);
      carry /= 10;
    }
    out[i + nb] = (uint8_t)carry;
  }
}
