// HMAC over digests that are elsewhere: in one call, in pieces, through a pointer; and what
// is nearly one.
// RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=": hmac"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

extern void digest(const uint8_t *text, size_t bytes, uint8_t *out); // 32 bytes

#define WHOLE(NAME, INNER, OUTER, FIRST, SECOND)                                                   \
  void NAME(const uint8_t *key, const uint8_t *text, size_t bytes, uint8_t *tag) {                 \
    uint8_t all[64 + 256], last[64 + 32];                                                          \
    if (bytes > 256)                                                                               \
      return;                                                                                      \
    for (int i = 0; i < 64; i++) {                                                                 \
      uint8_t k = i < 32 ? key[i] : 0;                                                             \
      all[i] = k ^ INNER;                                                                          \
      last[i] = k ^ OUTER;                                                                         \
    }                                                                                              \
    memcpy(all + 64, text, bytes);                                                                 \
    digest(all, FIRST + bytes, last + 64);                                                         \
    digest(last, SECOND, tag);                                                                     \
  }

// CHECK: in_one_call: hmac matched
// CHECK: in_pieces: hmac matched
WHOLE(in_one_call, 0x36, 0x5c, 64, 96)
// One pad for both.
// CHECK: one_pad: not
WHOLE(one_pad, 0x36, 0x36, 64, 96)
// The pads the other way round.
// CHECK: exchanged: not
WHOLE(exchanged, 0x5c, 0x36, 64, 96)
// The last byte of the inner digest is left out.
// CHECK: short_inner: not
WHOLE(short_inner, 0x36, 0x5c, 64, 95)

typedef struct {
  void (*begin)(void *context);
  void (*more)(void *context, const void *text, size_t bytes);
  void (*end)(void *context, uint8_t *out);
} algorithm;

void in_pieces(const algorithm *h, const uint8_t *key, const uint8_t *text, size_t bytes,
               uint8_t *tag) {
  uint64_t context[32];
  uint8_t pad[64], inner[32];
  for (int i = 0; i < 64; i++)
    pad[i] = 0x36;
  for (int i = 0; i < 16; i++)
    pad[i] ^= key[i];
  h->begin(context);
  h->more(context, pad, 64);
  h->more(context, text, bytes);
  h->end(context, inner);
  for (int i = 0; i < 64; i++)
    pad[i] ^= 0x36 ^ 0x5c;
  h->begin(context);
  h->more(context, pad, 64);
  h->more(context, inner, 32);
  h->end(context, tag);
}

// The key before and after the text.
// CHECK: envelope: not
void envelope(const algorithm *h, const uint8_t *key, const uint8_t *text, size_t bytes,
              uint8_t *tag) {
  uint64_t context[32];
  uint8_t pad[16];
  for (int i = 0; i < 16; i++)
    pad[i] = key[i] ^ 0x36;
  h->begin(context);
  h->more(context, pad, 16);
  h->more(context, text, bytes);
  h->more(context, pad, 16);
  h->end(context, tag);
}
