// CMAC over ciphers that are called; codes of a message that lack its subkeys, or take the
// wrong one, are none.
// RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=": cmac"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef void (*block_cipher)(const void *key, const uint8_t *in, uint8_t *out);

static void twice(uint8_t *x, unsigned polynomial) {
  unsigned carry = x[0] >> 7;
  for (int i = 0; i < 15; i++)
    x[i] = (uint8_t)(x[i] << 1 | x[i + 1] >> 7);
  x[15] = (uint8_t)(x[15] << 1 ^ (carry ? polynomial : 0));
}

#define CODE(NAME, POLYNOMIAL, WHOLE_TIMES, PADDED_TIMES)                                          \
  void NAME(block_cipher e, const void *key, const uint8_t *text, size_t bytes, uint8_t *tag) {    \
    uint8_t subkey[16] = {0}, x[16] = {0};                                                         \
    e(key, subkey, subkey);                                                                        \
    while (bytes > 16) {                                                                           \
      for (int i = 0; i < 16; i++)                                                                 \
        x[i] ^= text[i];                                                                           \
      e(key, x, x);                                                                                \
      text += 16;                                                                                  \
      bytes -= 16;                                                                                 \
    }                                                                                              \
    for (size_t i = 0; i < bytes; i++)                                                             \
      x[i] ^= text[i];                                                                             \
    if (bytes < 16)                                                                                \
      x[bytes] ^= 0x80;                                                                            \
    for (int times = bytes < 16 ? PADDED_TIMES : WHOLE_TIMES; times > 0; times--)                  \
      twice(subkey, POLYNOMIAL);                                                                   \
    for (int i = 0; i < 16; i++)                                                                   \
      x[i] ^= subkey[i];                                                                           \
    e(key, x, tag);                                                                                \
  }

// CHECK: code: cmac matched
CODE(code, 0x87, 1, 2)
// The polynomial of blocks of eight bytes.
// CHECK: small_field: not
CODE(small_field, 0x1b, 1, 2)
// Subkeys are E(0) and its double.
// CHECK: undoubled: not
CODE(undoubled, 0x87, 0, 1)

// The chain alone.
// CHECK: chain: not
void chain(block_cipher e, const void *key, const uint8_t *text, size_t bytes, uint8_t *tag) {
  uint8_t x[16] = {0};
  for (; bytes >= 16; bytes -= 16, text += 16) {
    for (int i = 0; i < 16; i++)
      x[i] ^= text[i];
    e(key, x, x);
  }
  memcpy(tag, x, 16);
}
