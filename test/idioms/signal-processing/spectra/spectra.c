// Short-time spectra and cepstra.
// RUN: %kernels %s | FileCheck %s
#include <math.h>

#define LEN 32
// Frame by frame into rows, the transform by its definition, in decibels.
// CHECK-DAG: spectrogram: stft matched
void spectrogram(const float *pcm, int frames, int hop, const float *win, float (*db)[LEN / 2 + 1]) {
  for (int f = 0; f < frames; f++)
    for (int k = 0; k <= LEN / 2; k++) {
      float re = 0, im = 0;
      for (int t = 0; t < LEN; t++) {
        float v = pcm[f * hop + t] * win[t];
        re += v * cosf(6.2831853f * (float)(k * t) / LEN);
        im -= v * sinf(6.2831853f * (float)(k * t) / LEN);
      }
      db[f][k] = 10 * log10f(re * re + im * im + 1e-9f);
    }
}

// Bands of squared magnitudes, the cosine's matrix made on the way, cepstra from the first on.
// CHECK-DAG: cepstra: mfcc matched
void cepstra(const double *mag, const double *bank, int bins, int bands, double *e, double *c, int n) {
  for (int b = 0; b < bands; b++) {
    double s = 0;
    for (int k = 0; k < bins; k++)
      s += bank[b * bins + k] * mag[k] * mag[k];
    e[b] = log(s + 1e-10);
  }
  for (int i = 0; i < n; i++) {
    c[i] = 0;
    for (int b = 0; b < bands; b++)
      c[i] += e[b] * cos(M_PI * (i + 1) * (2 * b + 1) / (2.0 * bands));
  }
}
