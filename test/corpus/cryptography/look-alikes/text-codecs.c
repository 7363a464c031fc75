// Codecs of text and bytes: base64, Huffman, LZ77, run lengths, varints, COBS, UTF-8.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

size_t base64_encode(const uint8_t *in, size_t n, char *out) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char *start = out;
  for (; n >= 3; n -= 3, in += 3) {
    uint32_t v = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
    *out++ = digits[v >> 18];
    *out++ = digits[v >> 12 & 63];
    *out++ = digits[v >> 6 & 63];
    *out++ = digits[v & 63];
  }
  return (size_t)(out - start);
}

int base64_decode(const char *in, uint8_t *out, const int8_t table[256]) {
  uint32_t acc = 0;
  int bits = 0, n = 0;
  for (; *in && *in != '='; in++) {
    int v = table[(uint8_t)*in];
    if (v < 0)
      return -1;
    acc = acc << 6 | (uint32_t)v;
    if ((bits += 6) >= 8) {
      bits -= 8;
      out[n++] = (uint8_t)(acc >> bits);
    }
  }
  return n;
}

size_t huffman_decode(const uint8_t *in, size_t nbits, const int16_t (*tree)[2], uint8_t *out) {
  size_t n = 0;
  int node = 0;
  for (size_t i = 0; i < nbits; i++) {
    node = tree[node][in[i >> 3] >> (i & 7) & 1];
    if (node < 0) {
      out[n++] = (uint8_t)~node;
      node = 0;
    }
  }
  return n;
}

size_t lz77_longest_match(const uint8_t *buf, size_t pos, size_t end, size_t window, size_t *distance) {
  size_t best = 0, from = pos > window ? pos - window : 0;
  for (size_t i = from; i < pos; i++) {
    size_t len = 0;
    while (pos + len < end && buf[i + len] == buf[pos + len] && len < 258)
      len++;
    if (len > best) {
      best = len;
      *distance = pos - i;
    }
  }
  return best;
}

size_t rle_encode(const uint8_t *in, size_t n, uint8_t *out) {
  size_t o = 0;
  for (size_t i = 0; i < n;) {
    size_t run = 1;
    while (i + run < n && run < 255 && in[i + run] == in[i])
      run++;
    out[o++] = (uint8_t)run;
    out[o++] = in[i];
    i += run;
  }
  return o;
}

size_t varint_encode(const uint64_t *v, size_t n, uint8_t *out) {
  uint8_t *p = out;
  for (size_t i = 0; i < n; i++) {
    uint64_t x = v[i];
    for (; x >= 128; x >>= 7)
      *p++ = (uint8_t)(x | 128);
    *p++ = (uint8_t)x;
  }
  return (size_t)(p - out);
}

size_t zigzag_varint_decode(const uint8_t *p, int32_t *out, size_t n) {
  const uint8_t *start = p;
  for (size_t i = 0; i < n; i++) {
    uint32_t x = 0;
    int shift = 0;
    uint8_t b;
    do {
      b = *p++;
      x |= (uint32_t)(b & 127) << shift;
      shift += 7;
    } while (b & 128 && shift < 35);
    out[i] = (int32_t)(x >> 1 ^ (0 - (x & 1)));
  }
  return (size_t)(p - start);
}

size_t cobs_encode(const uint8_t *in, size_t n, uint8_t *out) {
  size_t o = 1, code_at = 0;
  uint8_t code = 1;
  for (size_t i = 0; i < n; i++) {
    if (in[i]) {
      out[o++] = in[i];
      code++;
    }
    if (!in[i] || code == 255) {
      out[code_at] = code;
      code = 1;
      code_at = o++;
    }
  }
  out[code_at] = code;
  return o;
}

size_t utf8_decode(const uint8_t *s, size_t n, uint32_t *out) {
  size_t o = 0;
  uint32_t cp = 0;
  int need = 0;
  for (size_t i = 0; i < n; i++) {
    uint8_t b = s[i];
    if (need && (b & 0xc0) == 0x80) {
      cp = cp << 6 | (b & 63);
      if (--need == 0)
        out[o++] = cp;
    } else if (b < 0x80) {
      out[o++] = b;
    } else if (b >= 0xc2 && b < 0xf5) {
      need = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
      cp = b & (0x3fu >> need);
    } else {
      out[o++] = 0xfffd;
    }
  }
  return o;
}

void vigenere(char *text, const char *key) {
  size_t k = 0, n = strlen(key);
  for (; *text; text++)
    if (*text >= 'A' && *text <= 'Z') {
      *text = (char)('A' + (*text - 'A' + key[k] - 'A') % 26);
      k = (k + 1) % n;
    }
}

void rot13(char *s) {
  for (; *s; s++) {
    char c = *s | 32;
    if (c >= 'a' && c <= 'z')
      *s = (char)(*s + (c < 'n' ? 13 : -13));
  }
}

void xor_repeating_key(uint8_t *data, size_t n, const uint8_t *key, size_t klen) {
  for (size_t i = 0; i < n; i++)
    data[i] ^= key[i % klen];
}

void caesar_buffer(uint8_t *p, size_t n, uint8_t shift) {
  while (n--) {
    *p = (uint8_t)((*p + shift) & 255) ^ 0x55;
    p++;
  }
}

size_t arithmetic_encode_bits(const uint8_t *bits, size_t n, uint32_t p0, uint8_t *out) {
  uint32_t lo = 0, hi = 0xffffffff;
  size_t o = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t mid = lo + (uint32_t)((uint64_t)(hi - lo) * p0 >> 16);
    if (bits[i])
      lo = mid + 1;
    else
      hi = mid;
    while ((lo ^ hi) < 0x1000000) {
      out[o++] = (uint8_t)(hi >> 24);
      lo <<= 8;
      hi = hi << 8 | 255;
    }
  }
  return o;
}

void move_to_front(uint8_t *data, size_t n) {
  uint8_t list[256];
  for (int i = 0; i < 256; i++)
    list[i] = (uint8_t)i;
  for (size_t k = 0; k < n; k++) {
    uint8_t c = data[k], prev = list[0], i = 0;
    while (prev != c) {
      uint8_t t = list[++i];
      list[i] = prev;
      prev = t;
    }
    list[0] = c;
    data[k] = i;
  }
}

void burrows_wheeler_inverse(const uint8_t *last, const uint32_t *next, uint32_t at, uint8_t *out, size_t n) {
  for (size_t i = 0; i < n; i++) {
    at = next[at];
    out[i] = last[at];
  }
}

void hex_dump(const uint8_t *p, size_t n, char *out) {
  for (size_t i = 0; i < n; i++) {
    *out++ = "0123456789abcdef"[p[i] >> 4];
    *out++ = "0123456789abcdef"[p[i] & 15];
  }
  *out = 0;
}
