// Integer code over pixels and numbers with the shape of ciphers and long arithmetic.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

void floyd_steinberg(uint8_t *img, int w, int h) {
  for (int y = 0; y < h - 1; y++)
    for (int x = 1; x < w - 1; x++) {
      int old = img[y * w + x], now = old > 127 ? 255 : 0, err = old - now;
      img[y * w + x] = (uint8_t)now;
      img[y * w + x + 1] = (uint8_t)(img[y * w + x + 1] + err * 7 / 16);
      img[(y + 1) * w + x - 1] = (uint8_t)(img[(y + 1) * w + x - 1] + err * 3 / 16);
      img[(y + 1) * w + x] = (uint8_t)(img[(y + 1) * w + x] + err * 5 / 16);
      img[(y + 1) * w + x + 1] = (uint8_t)(img[(y + 1) * w + x + 1] + err / 16);
    }
}

void rgb_to_ycc(const uint8_t *rgb, uint8_t *ycc, size_t n) {
  for (size_t i = 0; i < n; i++, rgb += 3, ycc += 3) {
    int r = rgb[0], g = rgb[1], b = rgb[2];
    ycc[0] = (uint8_t)((77 * r + 150 * g + 29 * b + 128) >> 8);
    ycc[1] = (uint8_t)((-43 * r - 85 * g + 128 * b + 32896) >> 8);
    ycc[2] = (uint8_t)((128 * r - 107 * g - 21 * b + 32896) >> 8);
  }
}

void pack_rgb565(const uint32_t *in, uint16_t *out, size_t n) {
  for (size_t i = 0; i < n; i++)
    out[i] = (uint16_t)((in[i] >> 8 & 0xf800) | (in[i] >> 5 & 0x07e0) | (in[i] >> 3 & 0x001f));
}

void palette_lookup(const uint8_t *index, uint32_t *out, size_t n, const uint32_t palette[256]) {
  for (size_t i = 0; i < n; i++)
    out[i] = palette[index[i]];
}

void alpha_blend(uint32_t *dst, const uint32_t *src, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint32_t a = src[i] >> 24, rb = dst[i] & 0xff00ff, g = dst[i] & 0x00ff00;
    rb += ((src[i] & 0xff00ff) - rb) * a >> 8;
    g += ((src[i] & 0x00ff00) - g) * a >> 8;
    dst[i] = (rb & 0xff00ff) | (g & 0x00ff00);
  }
}

int decimal_add(char *a, const char *b, int digits) {
  int carry = 0;
  for (int i = digits - 1; i >= 0; i--) {
    int s = a[i] - '0' + b[i] - '0' + carry;
    carry = s > 9;
    a[i] = (char)('0' + (carry ? s - 10 : s));
  }
  return carry;
}

uint32_t polynomial_product_mod(const uint32_t *c, size_t n, uint32_t x) {
  uint64_t r = 0;
  for (size_t i = n; i-- > 0;)
    r = (r * x + c[i] * c[i]) % 3329;
  return (uint32_t)r;
}

void haar_integer(int16_t *v, int n) {
  for (int len = n; len > 1; len /= 2) {
    int16_t t[256];
    for (int i = 0; i < len / 2 && i < 128; i++) {
      t[i] = (int16_t)((v[2 * i] + v[2 * i + 1]) >> 1);
      t[len / 2 + i] = (int16_t)(v[2 * i] - v[2 * i + 1]);
    }
    for (int i = 0; i < len && i < 256; i++)
      v[i] = t[i];
  }
}

void power_table(uint32_t *t, uint32_t n, uint32_t base, uint32_t m) {
  uint64_t p = 1;
  for (uint32_t i = 0; i < n; i++) {
    t[i] = (uint32_t)p;
    p = (p * base + i) % m;
  }
}

int digits_of_number(uint64_t v, char *out) {
  int n = 0;
  do {
    out[n++] = (char)('0' + v % 10);
    v /= 10;
  } while (v);
  return n;
}

void gamma_in_place(uint8_t *p, size_t n, const uint8_t lut[256]) {
  for (; n; n--, p++)
    *p = lut[*p];
}

int perlin_permutation(const int *perm, const int *x, const int *y, int *out, int n) {
  int last = 0;
  for (int i = 0; i < n; i++)
    out[i] = last = perm[(perm[x[i] & 255] + y[i]) & 255] & 15;
  return last;
}
