// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <stdlib.h>
struct body { double x, y, z, vx, vy, vz, m; };
void gravity(const struct body *b, double (*acc)[3], int n, double eps2) {
    for (int i = 0; i < n; i++) {
        double ax = 0, ay = 0, az = 0;
        for (int j = 0; j < n; j++) {
            double dx = b[j].x - b[i].x, dy = b[j].y - b[i].y, dz = b[j].z - b[i].z;
            double r2 = dx * dx + dy * dy + dz * dz + eps2;
            double w = b[j].m / (r2 * sqrt(r2));
            ax += w * dx; ay += w * dy; az += w * dz;
        }
        acc[i][0] = ax; acc[i][1] = ay; acc[i][2] = az;
    }
}
void coulomb_flat(const float *pos, const float *q, float *pot, int n) {
    for (int i = 0; i < n; i++) {
        float s = 0;
        for (int j = 0; j < n; j++) {
            if (i == j) continue;
            float dx = pos[3 * i] - pos[3 * j], dy = pos[3 * i + 1] - pos[3 * j + 1], dz = pos[3 * i + 2] - pos[3 * j + 2];
            s += q[j] / sqrtf(dx * dx + dy * dy + dz * dz);
        }
        pot[i] = s * q[i];
    }
}
void verlet(float *x, float *px, const float *f, const float *invm, int n, float dt, float damp) {
    for (int i = 0; i < n; i++) {
        float v = (x[i] - px[i]) * damp;
        px[i] = x[i];
        x[i] += v + f[i] * invm[i] * dt * dt;
    }
}
void relax_springs(float *p, const int *ij, const float *rest, int ns, int iters) {
    for (int t = 0; t < iters; t++)
        for (int s = 0; s < ns; s++) {
            float *a = p + 2 * ij[2 * s], *b = p + 2 * ij[2 * s + 1];
            float dx = b[0] - a[0], dy = b[1] - a[1], d = sqrtf(dx * dx + dy * dy);
            float k = 0.5f * (d - rest[s]) / d;
            a[0] += k * dx; a[1] += k * dy; b[0] -= k * dx; b[1] -= k * dy;
        }
}
void ising_sweep(int8_t *s, int n, double beta, uint32_t *rng) {
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) {
        int nb = s[((i + 1) % n) * n + j] + s[((i + n - 1) % n) * n + j] + s[i * n + (j + 1) % n] + s[i * n + (j + n - 1) % n];
        int dE = 2 * s[i * n + j] * nb;
        *rng = *rng * 1664525u + 1013904223u;
        if (dE <= 0 || exp(-beta * dE) > *rng / 4294967296.0) s[i * n + j] = -s[i * n + j];
    }
}
double anneal_tour(const double *d, int *tour, int n, double T, double cool, int steps, uint64_t seed) {
    double gain = 0;
    for (int k = 0; k < steps; k++) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        int a = (int)((seed >> 33) % (n - 1)), b = (int)((seed >> 13) % (n - 1));
        if (a == b) continue;
        int A = tour[a], B = tour[b], A1 = tour[a + 1], B1 = tour[b + 1];
        double de = d[A * n + B] + d[A1 * n + B1] - d[A * n + A1] - d[B * n + B1];
        if (de < 0 || exp(-de / T) > (seed >> 11) * (1.0 / 9007199254740992.0)) {
            int lo = a < b ? a + 1 : b + 1, hi = a < b ? b : a;
            while (lo < hi) { int t = tour[lo]; tour[lo++] = tour[hi]; tour[hi--] = t; }
            gain -= de;
        }
        T *= cool;
    }
    return gain;
}
void price_calls(const double *S, const double *X, const double *T, double r, double v, double *call, int n) {
    for (int i = 0; i < n; i++) {
        double sq = sqrt(T[i]);
        double d1 = (log(S[i] / X[i]) + (r + 0.5 * v * v) * T[i]) / (v * sq), d2 = d1 - v * sq;
        double n1 = 0.5 * (1 + erf(d1 * M_SQRT1_2)), n2 = 0.5 * (1 + erf(d2 * M_SQRT1_2));
        call[i] = S[i] * n1 - X[i] * exp(-r * T[i]) * n2;
    }
}
double binomial_tree(double S, double K, double u, double p, double disc, int n, double *v) {
    for (int i = 0; i <= n; i++) { double s = S * pow(u, 2 * i - n); v[i] = s > K ? s - K : 0; }
    for (int t = n - 1; t >= 0; t--)
        for (int i = 0; i <= t; i++) {
            double hold = disc * (p * v[i + 1] + (1 - p) * v[i]);
            double ex = K - S * pow(u, 2 * i - t);
            v[i] = hold > ex ? hold : ex;
        }
    return v[0];
}
void welford(const double *x, int n, double *mean, double *var) {
    double m = 0, s = 0;
    for (int i = 0; i < n; i++) { double d = x[i] - m; m += d / (i + 1); s += d * (x[i] - m); }
    *mean = m; *var = n > 1 ? s / (n - 1) : 0;
}
void ema_bands(const double *px, double *mid, double *up, double *lo, int n, double a, double k) {
    double m = px[0], v = 0;
    for (int i = 0; i < n; i++) {
        double d = px[i] - m;
        m = m + a * d;
        v = (1 - a) * (v + a * d * d);
        mid[i] = m; up[i] = m + k * sqrt(v); lo[i] = m - k * sqrt(v);
    }
}
void minmax_scale(float *x, int rows, int cols) {
    for (int r = 0; r < rows; r++) {
        float lo = x[r * cols], hi = lo;
        for (int c = 1; c < cols; c++) { float v = x[r * cols + c]; if (v < lo) lo = v; if (v > hi) hi = v; }
        float s = hi > lo ? 1 / (hi - lo) : 0;
        for (int c = 0; c < cols; c++) x[r * cols + c] = (x[r * cols + c] - lo) * s;
    }
}
void rk4_lorenz(double s[3], double dt, int steps, double sg, double rho, double be) {
    while (steps-- > 0) {
        double k[4][3], y[3];
        for (int q = 0; q < 4; q++) {
            double f = q == 0 ? 0 : (q == 3 ? dt : 0.5 * dt);
            for (int i = 0; i < 3; i++) y[i] = s[i] + (q ? f * k[q - 1][i] : 0);
            k[q][0] = sg * (y[1] - y[0]); k[q][1] = y[0] * (rho - y[2]) - y[1]; k[q][2] = y[0] * y[1] - be * y[2];
        }
        for (int i = 0; i < 3; i++) s[i] += dt / 6 * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
    }
}
void pid_run(const float *sp, const float *meas, float *u, int n, float kp, float ki, float kd, float lim) {
    float I = 0, prev = 0;
    for (int t = 0; t < n; t++) {
        float e = sp[t] - meas[t];
        I += e * ki;
        if (I > lim) I = lim; else if (I < -lim) I = -lim;
        u[t] = kp * e + I + kd * (e - prev);
        prev = e;
    }
}
void lif_neurons(float *v, const float *I, uint8_t *spk, int n, float leak, float th, float rst) {
    for (int i = 0; i < n; i++) {
        v[i] = v[i] * leak + I[i];
        spk[i] = v[i] > th;
        if (spk[i]) v[i] = rst;
    }
}
void sir_model(double *S, double *I, double *R, int T, double beta, double gamma, double N) {
    for (int t = 0; t + 1 < T; t++) {
        double inf = beta * S[t] * I[t] / N, rec = gamma * I[t];
        S[t + 1] = S[t] - inf; I[t + 1] = I[t] + inf - rec; R[t + 1] = R[t] + rec;
    }
}
void logistic_growth(float *pop, const float *r, const float *cap, int n, int years) {
    for (int y = 0; y < years; y++) for (int i = 0; i < n; i++) pop[i] += r[i] * pop[i] * (1.0f - pop[i] / cap[i]);
}
int circles_collide(const float *x, const float *y, const float *r, int n, int *pairs, int cap) {
    int c = 0;
    for (int i = 0; i < n; i++) for (int j = i + 1; j < n; j++) {
        float dx = x[i] - x[j], dy = y[i] - y[j], rr = r[i] + r[j];
        if (dx * dx + dy * dy < rr * rr && c < cap) { pairs[2 * c] = i; pairs[2 * c + 1] = j; c++; }
    }
    return c;
}
void mandel(int *it, int w, int h, double x0, double y0, double sc, int max) {
    for (int j = 0; j < h; j++) for (int i = 0; i < w; i++) {
        double cr = x0 + i * sc, ci = y0 + j * sc, a = 0, b = 0; int k = 0;
        while (k < max && a * a + b * b < 4) { double t = a * a - b * b + cr; b = 2 * a * b + ci; a = t; k++; }
        it[j * w + i] = k;
    }
}
double golden_min(const double *poly, int deg, double a, double b, double tol) {
    const double g = 0.6180339887498949;
    double c = b - g * (b - a), d = a + g * (b - a);
    while (fabs(b - a) > tol) {
        double fc = 0, fd = 0;
        for (int i = deg; i >= 0; i--) { fc = fc * c + poly[i]; fd = fd * d + poly[i]; }
        if (fc < fd) b = d; else a = c;
        c = b - g * (b - a); d = a + g * (b - a);
    }
    return (a + b) / 2;
}
