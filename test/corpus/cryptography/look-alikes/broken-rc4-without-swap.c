// Not rc4: rc4 without swap.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

struct rc4_state {
  uint8_t s[256], i, j;
};

void rc4_crypt_variant(struct rc4_state *st, const uint8_t *in, uint8_t *out, size_t n) {
  while (n--) {
    uint8_t a = st->s[++st->i];
    st->j += a;
    uint8_t b = st->s[st->j];
    st->s[st->i] = b;
    st->s[st->j] = b;
    *out++ = *in++ ^ st->s[(uint8_t)(a + b)];
  }
}
