// Chains of blocks over a cipher that the caller brings, none of them CBC, CTR, CMAC or GCM.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef void cipher_fn(const void *key, const uint8_t in[16], uint8_t out[16]);

/* Output feedback: the stream does not count. */
void output_feedback(cipher_fn *e, const void *key, uint8_t iv[16], uint8_t *data, size_t n) {
  for (size_t at = 0; at + 16 <= n; at += 16) {
    e(key, iv, iv);
    for (int i = 0; i < 16; i++)
      data[at + (size_t)i] ^= iv[i];
  }
}

/* Cipher feedback. */
void cipher_feedback(cipher_fn *e, const void *key, const uint8_t iv[16], const uint8_t *in, uint8_t *out, size_t n) {
  uint8_t x[16];
  memcpy(x, iv, 16);
  for (size_t at = 0; at + 16 <= n; at += 16) {
    e(key, x, x);
    for (int i = 0; i < 16; i++)
      x[i] = out[at + (size_t)i] = in[at + (size_t)i] ^ x[i];
  }
}

/* Plain and cipher text are both fed back. */
void propagating(cipher_fn *e, const void *key, uint8_t chain[16], const uint8_t *in, uint8_t *out, size_t n) {
  for (size_t at = 0; at + 16 <= n; at += 16) {
    uint8_t x[16];
    for (int i = 0; i < 16; i++)
      x[i] = in[at + (size_t)i] ^ chain[i];
    e(key, x, out + at);
    for (int i = 0; i < 16; i++)
      chain[i] = in[at + (size_t)i] ^ out[at + (size_t)i];
  }
}

/* The vector is added to every block. */
void whitened(cipher_fn *e, const void *key, const uint8_t v[16], uint8_t *data, size_t n) {
  for (size_t at = 0; at + 16 <= n; at += 16) {
    for (int i = 0; i < 16; i++)
      data[at + (size_t)i] ^= v[i];
    e(key, data + at, data + at);
  }
}

/* The counter goes up by three. */
void counts_by_three(cipher_fn *e, const void *key, uint64_t counter[2], uint64_t *data, size_t blocks) {
  for (size_t k = 0; k < blocks; k++) {
    uint64_t pad[2];
    e(key, (const uint8_t *)counter, (uint8_t *)pad);
    counter[0] += 3;
    data[2 * k] ^= pad[0];
    data[2 * k + 1] ^= pad[1];
  }
}

/* Swaps the halves of what comes back. */
void crossed_chain(cipher_fn *e, const void *key, uint64_t iv[2], uint64_t *data, size_t blocks) {
  for (size_t k = 0; k < blocks; k++) {
    uint64_t x[2] = {data[2 * k] ^ iv[1], data[2 * k + 1] ^ iv[0]};
    e(key, (const uint8_t *)x, (uint8_t *)x);
    data[2 * k] = iv[0] = x[0];
    data[2 * k + 1] = iv[1] = x[1];
  }
}

/* A callback for each record of sixteen bytes, and a check sum of what it made. */
uint8_t visit(void (*each)(void *, const uint8_t *, uint8_t *), void *self, const uint8_t *in, uint8_t *out, int n) {
  uint8_t sum = 0;
  for (int k = 0; k < n; k++) {
    each(self, in + 16 * k, out + 16 * k);
    sum ^= out[16 * k];
  }
  return sum;
}
