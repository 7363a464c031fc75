/* Fixed point, microcontrollers, codecs. */
#include <math.h>
#include <stdint.h>
#include <string.h>

typedef int16_t q15;
typedef int32_t q31;

static q15 sat15(int32_t v) { return v > 32767 ? 32767 : v < -32768 ? -32768 : (q15)v; }

/* state holds taps-1 old samples and then the block */
void fir_q15_block(const q15 *coef, q15 *state, int taps, const q15 *in, q15 *out, int n) {
  memcpy(state + taps - 1, in, (size_t)n * sizeof(q15));
  for (int i = 0; i < n; i++) {
    int64_t acc = 0;
    for (int k = 0; k < taps; k++) acc += (int32_t)coef[k] * state[i + taps - 1 - k];
    out[i] = sat15((int32_t)(acc >> 15));
  }
  memmove(state, state + n, (size_t)(taps - 1) * sizeof(q15));
}

/* every m-th output only */
void fir_down(const float *h, int taps, int m, const float *x, int n, float *y) {
  int o = 0;
  for (int i = taps - 1; i < n; i += m) {
    float a = 0;
    for (int k = 0; k < taps; k++) a += h[k] * x[i - k];
    y[o++] = a;
  }
}

typedef struct { int order, rate, phase; int32_t i[5], c[5]; } cic_state;
int cic_run(cic_state *s, const int16_t *x, int n, int32_t *y) {
  int out = 0;
  for (int t = 0; t < n; t++) {
    int32_t v = x[t];
    for (int k = 0; k < s->order; k++) v = s->i[k] += v;
    if (++s->phase == s->rate) {
      s->phase = 0;
      for (int k = 0; k < s->order; k++) { int32_t d = v - s->c[k]; s->c[k] = v; v = d; }
      y[out++] = v;
    }
  }
  return out;
}

/* the 4x4 core transform by its matrix */
static const int8_t core4[4][4] = {{1, 1, 1, 1}, {2, 1, -1, -2}, {1, -1, -1, 1}, {1, -2, 2, -1}};
void core_forward(int32_t x[4][4], int32_t y[4][4]) {
  int32_t t[4][4];
  for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) {
    t[i][j] = 0;
    for (int k = 0; k < 4; k++) t[i][j] += core4[i][k] * x[k][j];
  }
  for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) {
    y[i][j] = 0;
    for (int k = 0; k < 4; k++) y[i][j] += t[i][k] * core4[j][k];
  }
}

/* eight points, constants of 13 bits */
void dct8_ints(const int32_t *x, int32_t *y) {
  static const int32_t c[8][8] = {
    {2896, 2896, 2896, 2896, 2896, 2896, 2896, 2896}, {4017, 3406, 2276, 799, -799, -2276, -3406, -4017},
    {3784, 1567, -1567, -3784, -3784, -1567, 1567, 3784}, {3406, -799, -4017, -2276, 2276, 4017, 799, -3406},
    {2896, -2896, -2896, 2896, 2896, -2896, -2896, 2896}, {2276, -4017, 799, 3406, -3406, -799, 4017, -2276},
    {1567, -3784, 3784, -1567, -1567, 3784, -3784, 1567}, {799, -2276, 3406, -4017, 4017, -3406, 2276, -799}};
  for (int k = 0; k < 8; k++) {
    int32_t s = 0;
    for (int n = 0; n < 8; n++) s += c[k][n] * x[n];
    y[k] = (s + 4096) >> 13;
  }
}

/* Stockham, ping-pong between two buffers, radix 2 */
void stockham_loop(int n, float *xr, float *xi, float *yr, float *yi) {
  for (int half = n / 2, s = 1; half >= 1; half /= 2, s *= 2) {
    for (int p = 0; p < half; p++) {
      float wr = cosf(3.14159265f * p / half), wi = -sinf(3.14159265f * p / half);
      for (int q = 0; q < s; q++) {
        float ar = xr[q + s * p], ai = xi[q + s * p], br = xr[q + s * (p + half)], bi = xi[q + s * (p + half)];
        yr[q + s * 2 * p] = ar + br; yi[q + s * 2 * p] = ai + bi;
        float dr = ar - br, di = ai - bi;
        yr[q + s * (2 * p + 1)] = dr * wr - di * wi; yi[q + s * (2 * p + 1)] = dr * wi + di * wr;
      }
    }
    memcpy(xr, yr, (size_t)n * sizeof(float)); memcpy(xi, yi, (size_t)n * sizeof(float));
  }
}

float goertzel_block(const float *x, int n, float freq, float rate) {
  float c = 2 * cosf(6.2831853f * freq / rate), s0, s1 = 0, s2 = 0;
  for (int i = 0; i < n; i++) { s0 = x[i] + c * s1 - s2; s2 = s1; s1 = s0; }
  return s1 * s1 + s2 * s2 - c * s1 * s2;
}

void lms_block(float *w, int taps, const float *x, const float *d, float *e, int n, float mu) {
  for (int t = 0; t < n; t++) {
    float y = 0;
    for (int k = 0; k < taps; k++) y += w[k] * x[t + k];
    e[t] = d[t] - y;
    for (int k = 0; k < taps; k++) w[k] += mu * e[t] * x[t + k];
  }
}

/* convolutional code of constraint length three, hard decisions, path in a table */
int viterbi_decode(const uint8_t *r, int n, uint8_t *bits, uint8_t (*from)[4]) {
  static const uint8_t out[4][2] = {{0, 3}, {3, 0}, {2, 1}, {1, 2}};
  int metric[4] = {0, 1000, 1000, 1000}, next[4];
  for (int t = 0; t < n; t++) {
    for (int s = 0; s < 4; s++) {
      int p0 = (s << 1) & 3, p1 = p0 | 1, in = s >> 1;
      int d0 = out[p0][in] ^ (r[t] & 3), d1 = out[p1][in] ^ (r[t] & 3);
      int m0 = metric[p0] + (d0 & 1) + (d0 >> 1), m1 = metric[p1] + (d1 & 1) + (d1 >> 1);
      next[s] = m0 <= m1 ? m0 : m1;
      from[t][s] = (uint8_t)(m0 <= m1 ? p0 : p1);
    }
    memcpy(metric, next, sizeof metric);
  }
  int best = 0;
  for (int s = 1; s < 4; s++) if (metric[s] < metric[best]) best = s;
  for (int t = n - 1; t >= 0; t--) { bits[t] = (uint8_t)(best >> 1); best = from[t][best]; }
  return metric[best];
}

/* int8 layer as an inference engine has it */
void conv1x1_s8(const int8_t *in, int pixels, int ci, const int8_t *w, const int32_t *bias, int co, int in_zero, float scale, int out_zero, int8_t *out) {
  for (int p = 0; p < pixels; p++)
    for (int o = 0; o < co; o++) {
      int32_t acc = bias[o];
      for (int c = 0; c < ci; c++) acc += (in[p * ci + c] - in_zero) * w[o * ci + c];
      int v = (int)lrintf((float)acc * scale) + out_zero;
      out[p * co + o] = (int8_t)(v < -128 ? -128 : v > 127 ? 127 : v);
    }
}
void quantize_affine(const float *x, int n, float scale, int zero, uint8_t *q) {
  for (int i = 0; i < n; i++) {
    int v = (int)lrintf(x[i] / scale) + zero;
    q[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
  }
}
void quantize_blocks(const float *x, int blocks, float *scales, int8_t *q) {
  for (int b = 0; b < blocks; b++) {
    float top = 0;
    for (int i = 0; i < 16; i++) { float a = fabsf(x[16 * b + i]); if (top < a) top = a; }
    scales[b] = top / 127.0f;
    float inv = top > 0 ? 127.0f / top : 0;
    for (int i = 0; i < 16; i++) q[16 * b + i] = (int8_t)lrintf(x[16 * b + i] * inv);
  }
}
/* Winograd for one channel, tiles of two outputs of a row */
void winograd_row(const float *x, int n, const float *g, float *y) {
  float u0 = g[0], u1 = 0.5f * (g[0] + g[1] + g[2]), u2 = 0.5f * (g[0] - g[1] + g[2]), u3 = g[2];
  for (int i = 0; i + 1 < n; i += 2) {
    float m0 = (x[i] - x[i + 2]) * u0, m1 = (x[i + 1] + x[i + 2]) * u1, m2 = (x[i + 2] - x[i + 1]) * u2, m3 = (x[i + 1] - x[i + 3]) * u3;
    y[i] = m0 + m1 + m2;
    y[i + 1] = m1 - m2 - m3;
  }
}

/* ---- look-alikes ---- */
void haar_steps(int32_t *x, int32_t *t, int n) { /* no DCT */
  for (int i = 0; i < n / 2; i++) { t[i] = x[2 * i] + x[2 * i + 1]; t[n / 2 + i] = x[2 * i] - x[2 * i + 1]; }
}
/* rows 3 1 -1 -3: slant, no DCT */
void slant4(const int32_t *x, int32_t *y) {
  y[0] = x[0] + x[1] + x[2] + x[3];
  y[1] = 3 * x[0] + x[1] - x[2] - 3 * x[3];
  y[2] = x[0] - x[1] - x[2] + x[3];
  y[3] = x[0] - 3 * x[1] + 3 * x[2] - x[3];
}
/* integrates, counts, and gives every k-th: no comb, no CIC */
int sum_and_dump(const int16_t *x, int n, int k, int32_t *y) {
  int32_t s = 0; int c = 0, o = 0;
  for (int i = 0; i < n; i++) { s += x[i]; if (++c == k) { c = 0; y[o++] = s; } }
  return o;
}
/* costs of a staircase path: dynamic programming, no Viterbi */
void min_path(const int *cost, int *best, int rows, int cols) {
  for (int j = 0; j < cols; j++) best[j] = cost[j];
  for (int i = 1; i < rows; i++)
    for (int j = cols - 1; j > 0; j--) best[j] = cost[i * cols + j] + (best[j] < best[j - 1] ? best[j] : best[j - 1]);
}
/* rounds a display value: no quantised tensor */
void to_percent(const float *x, int n, int *p) { for (int i = 0; i < n; i++) p[i] = (int)(100 * x[i] + 0.5f); }
