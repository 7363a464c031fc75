// Coders of samples and symbols that are no filters, transforms or decoders of trellises.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <string.h>

static const int16_t steps[16] = {7, 9, 11, 13, 16, 19, 23, 28, 34, 41, 50, 60, 73, 88, 107, 130};
static const int8_t moves[8] = {-1, -1, -1, -1, 2, 4, 6, 8};

void adpcm_decode(const uint8_t *in, int16_t *out, int n, int *pred, int *index) {
  int p = *pred, k = *index;
  for (int i = 0; i < n; i++) {
    int code = i & 1 ? in[i / 2] >> 4 : in[i / 2] & 15, step = steps[k];
    int d = step >> 3;
    if (code & 1)
      d += step >> 2;
    if (code & 2)
      d += step >> 1;
    if (code & 4)
      d += step;
    p += code & 8 ? -d : d;
    p = p > 32767 ? 32767 : p < -32768 ? -32768 : p;
    k += moves[code & 7];
    k = k < 0 ? 0 : k > 15 ? 15 : k;
    out[i] = (int16_t)p;
  }
  *pred = p;
  *index = k;
}

void mulaw_encode(const int16_t *x, uint8_t *y, int n) {
  for (int i = 0; i < n; i++) {
    int s = x[i] < 0 ? 0x80 : 0, v = x[i] < 0 ? -x[i] : x[i], e = 7;
    v = (v > 32635 ? 32635 : v) + 132;
    while (e > 0 && !(v & (0x80 << e)))
      e--;
    y[i] = (uint8_t)~(s | e << 4 | ((v >> (e + 3)) & 15));
  }
}

void mulaw_decode(const uint8_t *x, int16_t *y, int n, const int16_t table[256]) {
  for (int i = 0; i < n; i++)
    y[i] = table[x[i]];
}

int run_length(const uint8_t *in, int n, uint8_t *out) {
  int o = 0;
  for (int i = 0; i < n;) {
    int r = 1;
    while (i + r < n && r < 255 && in[i + r] == in[i])
      r++;
    out[o++] = (uint8_t)r;
    out[o++] = in[i];
    i += r;
  }
  return o;
}

void zigzag_scan(const int16_t block[64], int16_t out[64], const uint8_t order[64]) {
  for (int i = 0; i < 64; i++)
    out[i] = block[order[i]];
}

void quantise_block(const float coef[64], const uint16_t q[64], int16_t out[64]) {
  for (int i = 0; i < 64; i++) {
    float v = coef[i] / q[i];
    out[i] = (int16_t)(v < 0 ? v - 0.5f : v + 0.5f);
  }
}

// Nearest entry of a codebook, as LPC parameters are quantised.
int vq_search(const float *v, const float *book, int entries, int dim) {
  int best = 0;
  float least = 1e30f;
  for (int e = 0; e < entries; e++) {
    float d = 0;
    for (int k = 0; k < dim; k++)
      d += (v[k] - book[e * dim + k]) * (v[k] - book[e * dim + k]);
    if (d < least) {
      least = d;
      best = e;
    }
  }
  return best;
}

// Levinson-Durbin.
void levinson(const double *r, double *a, double *k, int order) {
  double e = r[0], t[64];
  for (int i = 1; i <= order && i < 64; i++) {
    double s = r[i];
    for (int j = 1; j < i; j++)
      s -= a[j] * r[i - j];
    k[i] = s / e;
    memcpy(t, a, sizeof(double) * (size_t)i);
    for (int j = 1; j < i; j++)
      a[j] = t[j] - k[i] * t[i - j];
    a[i] = k[i];
    e *= 1 - k[i] * k[i];
  }
}

int binary_search(const int *a, int n, int key) {
  int lo = 0, hi = n;
  while (lo < hi) {
    int mid = lo + (hi - lo) / 2;
    if (a[mid] < key)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

// The encoder of a convolutional code, no search for a path.
void conv_encode(const uint8_t *bits, uint8_t *out, int n) {
  unsigned state = 0;
  for (int i = 0; i < n; i++) {
    state = (state << 1 | bits[i]) & 7;
    out[2 * i] = (uint8_t)__builtin_parity(state & 7);
    out[2 * i + 1] = (uint8_t)__builtin_parity(state & 5);
  }
}

// Edit distance: minima over a table, no trellis.
int edit_distance(const char *a, int n, const char *b, int m, int *row) {
  for (int j = 0; j <= m; j++)
    row[j] = j;
  for (int i = 1; i <= n; i++) {
    int diag = row[0];
    row[0] = i;
    for (int j = 1; j <= m; j++) {
      int up = row[j], c = diag + (a[i - 1] != b[j - 1]);
      if (up + 1 < c)
        c = up + 1;
      if (row[j - 1] + 1 < c)
        c = row[j - 1] + 1;
      diag = up;
      row[j] = c;
    }
  }
  return row[m];
}

// Forward probabilities of a hidden Markov model: sums, no best path.
void hmm_forward(const double *A, const double *B, const int *obs, double *p, double *q, int T, int N,
                 int M) {
  for (int t = 0; t < T; t++) {
    for (int j = 0; j < N; j++) {
      double s = 0;
      for (int i = 0; i < N; i++)
        s += p[i] * A[i * N + j];
      q[j] = s * B[j * M + obs[t]];
    }
    for (int j = 0; j < N; j++)
      p[j] = q[j];
  }
}

// Bellman-Ford: relaxed edges.
void bellman_ford(const int *from, const int *to, const int *cost, int edges, int *dist, int nodes) {
  for (int r = 1; r < nodes; r++)
    for (int e = 0; e < edges; e++)
      if (dist[from[e]] < 1000000 && dist[from[e]] + cost[e] < dist[to[e]])
        dist[to[e]] = dist[from[e]] + cost[e];
}
