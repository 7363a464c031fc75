// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <string.h>
#include <math.h>
#include <limits.h>
#define MX(a,b) ((a)>(b)?(a):(b))
long chain_order(const int *dim, int n, long *m, int *split) {
    for (int i = 0; i < n; i++) m[i * n + i] = 0;
    for (int len = 2; len <= n; len++)
        for (int i = 0; i + len - 1 < n; i++) {
            int j = i + len - 1;
            m[i * n + j] = LONG_MAX;
            for (int k = i; k < j; k++) {
                long q = m[i * n + k] + m[(k + 1) * n + j] + (long)dim[i] * dim[k + 1] * dim[j + 1];
                if (q < m[i * n + j]) { m[i * n + j] = q; split[i * n + j] = k; }
            }
        }
    return m[n - 1];
}
int lcs_len(const char *a, const char *b, int la, int lb, int *t) {
    int w = lb + 1;
    for (int i = 0; i <= la; i++) for (int j = 0; j <= lb; j++)
        t[i * w + j] = !i || !j ? 0 : a[i - 1] == b[j - 1] ? t[(i - 1) * w + j - 1] + 1 : MX(t[(i - 1) * w + j], t[i * w + j - 1]);
    return t[la * w + lb];
}
int nw_align(const uint8_t *a, int n, const uint8_t *b, int m, const int sub[4][4], int gap, int *row) {
    for (int j = 0; j <= m; j++) row[j] = j * gap;
    for (int i = 1; i <= n; i++) {
        int diag = row[0]; row[0] = i * gap;
        for (int j = 1; j <= m; j++) {
            int s = diag + sub[a[i - 1] & 3][b[j - 1] & 3];
            diag = row[j];
            if (row[j] + gap > s) s = row[j] + gap;
            if (row[j - 1] + gap > s) s = row[j - 1] + gap;
            row[j] = s;
        }
    }
    return row[m];
}
void bubble(int *a, int n) { for (int i = 0; i < n - 1; i++) for (int j = 0; j < n - 1 - i; j++) if (a[j] > a[j + 1]) { int t = a[j]; a[j] = a[j + 1]; a[j + 1] = t; } }
void insertion(double *a, int n) { for (int i = 1; i < n; i++) { double v = a[i]; int j = i - 1; while (j >= 0 && a[j] > v) { a[j + 1] = a[j]; j--; } a[j + 1] = v; } }
int knapsack(const int *w, const int *v, int n, int cap, int *best) {
    memset(best, 0, (cap + 1) * sizeof(int));
    for (int i = 0; i < n; i++) for (int c = cap; c >= w[i]; c--) if (best[c - w[i]] + v[i] > best[c]) best[c] = best[c - w[i]] + v[i];
    return best[cap];
}
void kmeans_assign(const float *pts, const float *cen, int *lab, int n, int k, int d) {
    for (int i = 0; i < n; i++) {
        float bd = 3.4e38f; int bi = 0;
        for (int c = 0; c < k; c++) {
            float s = 0;
            for (int j = 0; j < d; j++) { float t = pts[i * d + j] - cen[c * d + j]; s += t * t; }
            if (s < bd) { bd = s; bi = c; }
        }
        lab[i] = bi;
    }
}
int knn_vote(double **x, const int *y, int n, int dim, const double *q, int k, double *bd, int *bl, int ncls) {
    for (int i = 0; i < k; i++) { bd[i] = 1e300; bl[i] = -1; }
    for (int i = 0; i < n; i++) {
        double d = 0;
        for (int j = 0; j < dim; j++) d += fabs(x[i][j] - q[j]);
        int p = k - 1;
        if (d >= bd[p]) continue;
        while (p > 0 && bd[p - 1] > d) { bd[p] = bd[p - 1]; bl[p] = bl[p - 1]; p--; }
        bd[p] = d; bl[p] = y[i];
    }
    int best = 0, bc = -1;
    for (int c = 0; c < ncls; c++) { int m = 0; for (int i = 0; i < k; i++) m += bl[i] == c; if (m > bc) { bc = m; best = c; } }
    return best;
}
void bfs_levels(int n, const int *ptr, const int *adj, int src, int *lev, int *queue) {
    for (int i = 0; i < n; i++) lev[i] = -1;
    int h = 0, t = 0; queue[t++] = src; lev[src] = 0;
    while (h < t) { int u = queue[h++]; for (int p = ptr[u]; p < ptr[u + 1]; p++) { int v = adj[p]; if (lev[v] < 0) { lev[v] = lev[u] + 1; queue[t++] = v; } } }
}
void color_greedy(int n, const int *ptr, const int *adj, int *col, int *forb) {
    for (int i = 0; i < n; i++) { col[i] = -1; forb[i] = -1; }
    for (int i = 0; i < n; i++) {
        for (int p = ptr[i]; p < ptr[i + 1]; p++) if (col[adj[p]] >= 0) forb[col[adj[p]]] = i;
        int c = 0; while (forb[c] == i) c++;
        col[i] = c;
    }
}
long count_triangles(int n, const int *ptr, const int *adj) {
    long c = 0;
    for (int u = 0; u < n; u++) for (int p = ptr[u]; p < ptr[u + 1]; p++) {
        int v = adj[p]; if (v <= u) continue;
        int a = ptr[u], b = ptr[v];
        while (a < ptr[u + 1] && b < ptr[v + 1]) { if (adj[a] < adj[b]) a++; else if (adj[a] > adj[b]) b++; else { if (adj[a] > v) c++; a++; b++; } }
    }
    return c;
}
int uf_components(int n, int m, const int *eu, const int *ev, int *par) {
    int c = n;
    for (int i = 0; i < n; i++) par[i] = i;
    for (int e = 0; e < m; e++) {
        int a = eu[e], b = ev[e];
        while (par[a] != a) { par[a] = par[par[a]]; a = par[a]; }
        while (par[b] != b) { par[b] = par[par[b]]; b = par[b]; }
        if (a != b) { par[a] = b; c--; }
    }
    return c;
}
void hadamard(double **a, double **b, double **c, int n, int m) { for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) c[i][j] = a[i][j] * b[i][j]; }
void pascal_rows(uint64_t *t, int n) { for (int i = 0; i < n; i++) { t[i * n] = 1; for (int j = 1; j <= i; j++) t[i * n + j] = j == i ? 1 : t[(i - 1) * n + j - 1] + t[(i - 1) * n + j]; } }
double horner(const double *c, int n, double x) { double r = 0; for (int i = n - 1; i >= 0; i--) r = r * x + c[i]; return r; }
long parse_num(const char *s) { long v = 0; int neg = 0; if (*s == '-') { neg = 1; s++; } while (*s >= '0' && *s <= '9') v = v * 10 + (*s++ - '0'); return neg ? -v : v; }
int kadane(const int *a, int n) { int best = a[0], cur = a[0]; for (int i = 1; i < n; i++) { cur = MX(a[i], cur + a[i]); best = MX(best, cur); } return best; }
int keep_positive(const float *x, float *out, int n) { int k = 0; for (int i = 0; i < n; i++) if (x[i] > 0) out[k++] = x[i]; return k; }
double sample_var(const double *x, int n) { double m = 0, s = 0; for (int i = 0; i < n; i++) m += x[i]; m /= n; for (int i = 0; i < n; i++) s += (x[i] - m) * (x[i] - m); return sqrt(s / (n - 1)); }
void shuffle_det(int *a, int n, uint32_t s) { for (int i = n - 1; i > 0; i--) { s ^= s << 13; s ^= s >> 17; s ^= s << 5; int j = s % (i + 1); int t = a[i]; a[i] = a[j]; a[j] = t; } }
double entropy_bits(const unsigned *cnt, int n) { double tot = 0, h = 0; for (int i = 0; i < n; i++) tot += cnt[i]; for (int i = 0; i < n; i++) if (cnt[i]) { double p = cnt[i] / tot; h -= p * log2(p); } return h; }
double chi2(const double *o, const double *e, int n) { double c = 0; for (int i = 0; i < n; i++) { if (e[i] <= 0) continue; double d = o[i] - e[i]; c += d * d / e[i]; } return c; }
double huber(const double *p, const double *t, int n, double dl) { double s = 0; for (int i = 0; i < n; i++) { double r = fabs(p[i] - t[i]); s += r <= dl ? 0.5 * r * r : dl * (r - 0.5 * dl); } return s / n; }
void cmul_arrays(float *a, const float *b, int n) { for (int i = 0; i < 2 * n; i += 2) { float r = a[i] * b[i] - a[i + 1] * b[i + 1]; a[i + 1] = a[i] * b[i + 1] + a[i + 1] * b[i]; a[i] = r; } }
void orbit_points(float *xy, const float *ang, int n, float cx, float cy) {
    for (int i = 0; i < n; i++) { float c = cosf(ang[i]), s = sinf(ang[i]), x = xy[2 * i] - cx, y = xy[2 * i + 1] - cy; xy[2 * i] = cx + x * c - y * s; xy[2 * i + 1] = cy + x * s + y * c; }
}
int roulette_pick(const double *fit, int n, double u) { double t = 0; for (int i = 0; i < n; i++) t += fit[i]; u *= t; for (int i = 0; i < n; i++) { u -= fit[i]; if (u <= 0) return i; } return n - 1; }
void unpack_nibbles(const uint8_t *p, int16_t *out, int n, int16_t *pred, int *step) {
    for (int i = 0; i < n; i++) {
        int c = (p[i >> 1] >> ((i & 1) * 4)) & 15;
        int d = *step >> 3; if (c & 1) d += *step >> 2; if (c & 2) d += *step >> 1; if (c & 4) d += *step;
        int v = *pred + (c & 8 ? -d : d); if (v > 32767) v = 32767; if (v < -32768) v = -32768;
        *pred = out[i] = v;
        *step = (c & 7) < 4 ? *step * 58982 >> 16 : *step + (*step * ((c & 3) + 1) >> 2);
        if (*step < 7) *step = 7; if (*step > 32767) *step = 32767;
    }
}
void quantize_rows(const float *x, int8_t *q, float *sc, int rows, int cols) {
    for (int r = 0; r < rows; r++) {
        float m = 0; for (int c = 0; c < cols; c++) { float a = fabsf(x[r * cols + c]); if (a > m) m = a; }
        float d = m / 127, id = d ? 1 / d : 0; sc[r] = d;
        for (int c = 0; c < cols; c++) q[r * cols + c] = (int8_t)lrintf(x[r * cols + c] * id);
    }
}
void caesar(char *s, int k) { for (; *s; s++) { if (*s >= 'a' && *s <= 'z') *s = 'a' + (*s - 'a' + k) % 26; else if (*s >= 'A' && *s <= 'Z') *s = 'A' + (*s - 'A' + k) % 26; } }
double opt_bst(const double *p, int n, double *e, double *w) {
    for (int i = n; i >= 0; i--) { e[i * (n + 1) + i] = 0; w[i * (n + 1) + i] = 0;
        for (int j = i + 1; j <= n; j++) { double b = 1e300, ww = w[i * (n + 1) + j - 1] + p[j - 1]; w[i * (n + 1) + j] = ww;
            for (int r = i; r < j; r++) { double c = e[i * (n + 1) + r] + e[(r + 1) * (n + 1) + j] + ww; if (c < b) b = c; }
            e[i * (n + 1) + j] = b; } }
    return e[n];
}
