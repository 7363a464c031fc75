// FFTW and KissFFT by their rows of knowledge: a plan knows its size, so what
// executes it costs what the plan says.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs
// RUN: %auspex_clang -O2 -g1 -DMAIN %s -o %t -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex inspect %t 1024 | FileCheck %s --check-prefix=COST
// COST-NOT: no demand note
// Two arrays of 16 KiB, and 20 transforms of 5*1024*10 operations.
// COST: of it heap {{ *}}32
// COST: flops {{ *}}1.02 M
#include <stddef.h>

typedef double complex_number[2];
typedef struct plan_s *plan;
complex_number *fftw_alloc_complex(size_t);
void fftw_free(void *);
plan fftw_plan_dft_1d(int n, complex_number *in, complex_number *out, int sign, unsigned flags);
plan fftwf_plan_dft_r2c_2d(int n0, int n1, float *in, float *out, unsigned flags);
void fftw_execute(const plan);
void fftw_destroy_plan(plan);
void *kiss_fft_alloc(int n, int inverse, void *memory, size_t *bytes);
void kiss_fft(void *, const float *in, float *out);
int atoi(const char *);

// CHECK: planned: fft matched a' = a + w*b, b' = a - w*b, distances doubling n=n
plan planned(int n, complex_number *in, complex_number *out) {
  return fftw_plan_dft_1d(n, in, out, -1, 64);
}
// CHECK: image: fft matched {{.*}}n0=h n1=w
plan image(int h, int w, float *in, float *out) {
  return fftwf_plan_dft_r2c_2d(h, w, in, out, 64);
}
// CHECK: kiss: fft matched {{.*}} n=n
void kiss(void *cfg, const float *in, float *out) { kiss_fft(cfg, in, out); }

#ifdef MAIN
int main(int argc, char **argv) {
  int n = atoi(argv[1]);
  complex_number *in = fftw_alloc_complex(n), *out = fftw_alloc_complex(n);
  plan p = fftw_plan_dft_1d(n, in, out, -1, 64);
  for (int i = 0; i < 20; i++)
    fftw_execute(p);
  fftw_destroy_plan(p);
  fftw_free(in);
  fftw_free(out);
  return 0;
}
#endif
