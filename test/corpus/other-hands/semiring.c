// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <string.h>
#include <limits.h>
#define INF 1000000000
#define N 64
void dist_product(const int *a, const int *b, int *c, int n) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            int best = INF;
            for (int k = 0; k < n; k++) if (a[i * n + k] + b[k * n + j] < best) best = a[i * n + k] + b[k * n + j];
            c[i * n + j] = best;
        }
}
void apsp(double **d, int n) {
    int i, j, k;
    for (k = 0; k < n; k++)
        for (i = 0; i < n; i++)
            for (j = 0; j < n; j++)
                if (d[i][k] + d[k][j] < d[i][j]) d[i][j] = d[i][k] + d[k][j];
}
void reach_compose(char a[N][N], char b[N][N], char c[N][N]) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            c[i][j] = 0;
            for (int k = 0; k < N; k++) c[i][j] = c[i][j] || (a[i][k] && b[k][j]);
        }
}
void warshall_closure(uint8_t *r, int n) {
    for (int k = 0; k < n; k++)
        for (int i = 0; i < n; i++) {
            if (!r[i * n + k]) continue;
            for (int j = 0; j < n; j++) r[i * n + j] |= r[k * n + j];
        }
}
void viterbi_forward(const double *trans, const double *emit, const double *init, const int *obs, int T, int S, int M, double *delta, int *psi) {
    for (int s = 0; s < S; s++) delta[s] = init[s] * emit[s * M + obs[0]];
    for (int t = 1; t < T; t++)
        for (int s = 0; s < S; s++) {
            double best = -1; int arg = 0;
            for (int q = 0; q < S; q++) {
                double v = delta[(t - 1) * S + q] * trans[q * S + s];
                if (v > best) { best = v; arg = q; }
            }
            delta[t * S + s] = best * emit[s * M + obs[t]];
            psi[t * S + s] = arg;
        }
}
void reliability_mm(const float *a, const float *b, float *c, int m, int k, int n) {
    memset(c, 0, sizeof(float) * m * n);
    for (int i = 0; i < m; i++)
        for (int p = 0; p < k; p++) {
            float x = a[i * k + p];
            for (int j = 0; j < n; j++) { float v = x * b[p * n + j]; if (v > c[i * n + j]) c[i * n + j] = v; }
        }
}
