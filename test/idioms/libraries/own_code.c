// A function of the program is judged by its own code, whatever it is called.
// RUN: %auspex_clang -O2 -g1 %s -o %t
// RUN: %auspex inspect %t 1000 | FileCheck %s
// CHECK: 6 functions with a demand note, 0 kernels
// CHECK: heap {{ *}}8*arg0 bytes
// CHECK-NOT: kernel {{[a-z0-9]+}} (
// CHECK: of it heap {{ *}}7.81 KiB
#include <stdlib.h>

__attribute__((noinline)) unsigned long crc32(unsigned long crc, const unsigned char *data, unsigned n) {
  return crc + data[n - 1];
}
__attribute__((noinline)) void kiss_fft(void *plan, const float *in, float *out) { out[0] = in[0]; }
__attribute__((noinline)) unsigned char *SHA256(const unsigned char *data, size_t n, unsigned char *digest) {
  digest[0] = data[0];
  return digest;
}
__attribute__((noinline)) int LAPACKE_dgetrf(int layout, int m, int n, double *A, int lda, int *pivots) {
  return pivots[0] = 1;
}
// 8 bytes where FFTW takes 16.
__attribute__((noinline)) void *fftw_alloc_complex(size_t n) { return malloc(8 * n); }

int main(int argc, char **argv) {
  int n = atoi(argv[1]), pivots[4];
  unsigned char *data = fftw_alloc_complex(n);
  unsigned char digest[32];
  float out[2];
  data[n - 1] = 1;
  SHA256(data, n, digest);
  kiss_fft(data, (float *)data, out);
  LAPACKE_dgetrf(102, n, n, (double *)data, n, pivots);
  int r = crc32(0, data, n) + digest[0] + out[0] + pivots[0];
  free(data);
  return r;
}
