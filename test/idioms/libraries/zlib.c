// zlib by its rows of knowledge: checksums have names, streams have memory.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs
// RUN: %auspex_clang -O2 -g1 -DMAIN %s -o %t -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex inspect %t 15 8 | FileCheck %s --check-prefixes=MEMORY,SMALL
// RUN: %auspex inspect %t 9 1 | FileCheck %s --check-prefixes=MEMORY,TINY
// MEMORY-NOT: no demand note
// deflate: 262144 + 5952 bytes, or 3072 + 5952; inflate after it: 32768 + 7160.
// SMALL: of it heap {{ *}}262 KiB
// TINY: of it heap {{ *}}39.0 KiB
#include <stddef.h>

typedef struct {
  const unsigned char *next_in;
  unsigned avail_in;
  unsigned long total_in;
  unsigned char *next_out;
  unsigned avail_out;
  unsigned long total_out;
  const char *msg;
  void *state, *zalloc, *zfree, *opaque;
  int data_type;
  unsigned long adler, reserved;
} z_stream;
unsigned long crc32(unsigned long, const unsigned char *, unsigned);
unsigned long adler32(unsigned long, const unsigned char *, unsigned);
int deflateInit2_(z_stream *, int, int, int, int, int, const char *, int);
int inflateInit_(z_stream *, const char *, int);
int deflate(z_stream *, int);
int deflateEnd(z_stream *);
int inflateEnd(z_stream *);
int atoi(const char *);

// CHECK: checks: crc matched crc = CRC-32(crc, message[n]) n=n
// CHECK: checks: adler-32 matched adler = Adler-32(adler, message[n]) n=n
unsigned long checks(const unsigned char *data, unsigned n) {
  return crc32(0, data, n) ^ adler32(1, data, n);
}

#ifdef MAIN
int main(int argc, char **argv) {
  z_stream s = {0};
  if (deflateInit2_(&s, 6, 8, atoi(argv[1]), atoi(argv[2]), 0, "1.2.13", sizeof s) != 0)
    return 1;
  deflate(&s, 4);
  deflateEnd(&s);
  z_stream in = {0};
  if (inflateInit_(&in, "1.2.13", sizeof in) != 0)
    return 1;
  inflateEnd(&in);
  return 0;
}
#endif
