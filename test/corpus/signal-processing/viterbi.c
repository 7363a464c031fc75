// Viterbi decoders: convolutional codes and hidden Markov models.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <float.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

// Constraint length 3, rate 1/2 (7, 5), hard decisions.
static const uint8_t out_bits[4][2] = {{0, 3}, {3, 0}, {2, 1}, {1, 2}};

void viterbi_k3(const uint8_t *sym, int n, uint8_t (*from)[4], uint8_t *bits) {
  int metric[4] = {0, 1000, 1000, 1000};
  for (int t = 0; t < n; t++) {
    int next[4] = {INT_MAX, INT_MAX, INT_MAX, INT_MAX};
    for (int s = 0; s < 4; s++)
      for (int b = 0; b < 2; b++) {
        int to = (b << 1) | (s >> 1), d = out_bits[s][b] ^ sym[t];
        int m = metric[s] + (d & 1) + (d >> 1);
        if (m < next[to]) {
          next[to] = m;
          from[t][to] = (uint8_t)s;
        }
      }
    memcpy(metric, next, sizeof metric);
  }
  int best = 0;
  for (int s = 1; s < 4; s++)
    if (metric[s] < metric[best])
      best = s;
  for (int t = n - 1; t >= 0; t--) {
    bits[t] = (uint8_t)(best >> 1);
    best = from[t][best];
  }
}

// K = 7, soft decisions, add-compare-select over butterflies of states.
#define STATES 64
void viterbi_k7_acs(const int16_t *soft, int steps, const int8_t sign[STATES / 2][2],
                    uint64_t *decisions, int32_t metric[STATES]) {
  int32_t next[STATES];
  for (int t = 0; t < steps; t++) {
    uint64_t bits = 0;
    for (int j = 0; j < STATES / 2; j++) {
      int32_t bm = sign[j][0] * soft[2 * t] + sign[j][1] * soft[2 * t + 1];
      int32_t a = metric[j] + bm, b = metric[j + STATES / 2] - bm;
      int32_t c = metric[j] - bm, d = metric[j + STATES / 2] + bm;
      int p = b > a, q = d > c;
      next[2 * j] = p ? b : a;
      next[2 * j + 1] = q ? d : c;
      bits |= (uint64_t)p << (2 * j) | (uint64_t)q << (2 * j + 1);
    }
    decisions[t] = bits;
    memcpy(metric, next, sizeof next);
  }
}

// Hidden Markov model in log probabilities.
void hmm_viterbi(const double *logA, const double *logB, const double *logPi, const int *obs, int T,
                 int N, int M, double *delta, int *psi, int *path) {
  for (int j = 0; j < N; j++)
    delta[j] = logPi[j] + logB[j * M + obs[0]];
  for (int t = 1; t < T; t++)
    for (int j = 0; j < N; j++) {
      double best = -DBL_MAX;
      int arg = 0;
      for (int i = 0; i < N; i++) {
        double v = delta[(t - 1) * N + i] + logA[i * N + j];
        if (v > best) {
          best = v;
          arg = i;
        }
      }
      delta[t * N + j] = best + logB[j * M + obs[t]];
      psi[t * N + j] = arg;
    }
  int last = 0;
  for (int j = 1; j < N; j++)
    if (delta[(T - 1) * N + j] > delta[(T - 1) * N + last])
      last = j;
  for (int t = T - 1; t >= 0; t--) {
    path[t] = last;
    if (t > 0)
      last = psi[t * N + last];
  }
}

// The same with probabilities that are multiplied.
#define S 8
void viterbi_products(float A[S][S], float B[S][16], const unsigned char *obs, int T, float p[S],
                      unsigned char (*back)[S]) {
  for (int t = 0; t < T; t++) {
    float q[S];
    for (int j = 0; j < S; j++) {
      float top = -1.0f;
      for (int i = 0; i < S; i++)
        if (p[i] * A[i][j] > top) {
          top = p[i] * A[i][j];
          back[t][j] = (unsigned char)i;
        }
      q[j] = top * B[j][obs[t]];
    }
    for (int j = 0; j < S; j++)
      p[j] = q[j];
  }
}
