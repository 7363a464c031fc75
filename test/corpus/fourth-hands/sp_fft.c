/* transforms, plain C: split arrays, interleaved arrays, recursion */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#define TWOPI 6.28318530717958647692
typedef struct { double re, im; } cpx;
typedef struct { int n, log2n; double *wr, *wi; int *rev; } fft_plan;
static cpx cmul(cpx a, cpx b) { cpx r = { a.re*b.re - a.im*b.im, a.re*b.im + a.im*b.re }; return r; }
static cpx cadd(cpx a, cpx b) { cpx r = { a.re + b.re, a.im + b.im }; return r; }
static cpx csub(cpx a, cpx b) { cpx r = { a.re - b.re, a.im - b.im }; return r; }

/* numerical-recipes four1: interleaved, 1-based, isign */
#define SWAP(a,b) tempr=(a);(a)=(b);(b)=tempr
void four1(double data[], unsigned long nn, int isign)
{
    unsigned long n, mmax, m, j, istep, i; double wtemp, wr, wpr, wpi, wi, theta, tempr, tempi;
    n = nn << 1; j = 1;
    for (i = 1; i < n; i += 2) {
        if (j > i) { SWAP(data[j], data[i]); SWAP(data[j+1], data[i+1]); }
        m = nn;
        while (m >= 2 && j > m) { j -= m; m >>= 1; }
        j += m;
    }
    mmax = 2;
    while (n > mmax) {
        istep = mmax << 1; theta = isign * (TWOPI / mmax);
        wtemp = sin(0.5 * theta); wpr = -2.0 * wtemp * wtemp; wpi = sin(theta); wr = 1.0; wi = 0.0;
        for (m = 1; m < mmax; m += 2) {
            for (i = m; i <= n; i += istep) {
                j = i + mmax;
                tempr = wr * data[j] - wi * data[j+1]; tempi = wr * data[j+1] + wi * data[j];
                data[j] = data[i] - tempr; data[j+1] = data[i+1] - tempi; data[i] += tempr; data[i+1] += tempi;
            }
            wr = (wtemp = wr) * wpr - wi * wpi + wr; wi = wi * wpr + wtemp * wpi + wi;
        }
        mmax = istep;
    }
}
/* decimation in frequency with a plan, split arrays, then bit reversal from a table */
void fft_dif_plan(const fft_plan *p, double *re, double *im)
{
    int n = p->n, half, step = 1, i, j, k;
    for (half = n / 2; half >= 1; half /= 2, step *= 2)
        for (i = 0; i < n; i += 2 * half)
            for (j = i, k = 0; j < i + half; j++, k += step) {
                double ur = re[j], ui = im[j], vr = re[j + half], vi = im[j + half];
                re[j] = ur + vr; im[j] = ui + vi;
                double dr = ur - vr, di = ui - vi;
                re[j + half] = dr * p->wr[k] - di * p->wi[k]; im[j + half] = dr * p->wi[k] + di * p->wr[k];
            }
    for (i = 0; i < n; i++) if ((j = p->rev[i]) > i) { double t = re[i]; re[i] = re[j]; re[j] = t; t = im[i]; im[i] = im[j]; im[j] = t; }
}
void fft_radix4(cpx *x, int n, cpx *tmp)      /* recursive radix 4, n a power of 4 */
{
    if (n == 1) return;
    int q = n / 4;
    for (int i = 0; i < q; i++) for (int r = 0; r < 4; r++) tmp[r * q + i] = x[4 * i + r];
    for (int r = 0; r < 4; r++) fft_radix4(tmp + r * q, q, x + r * q);
    for (int k = 0; k < q; k++) {
        cpx w1 = { cos(TWOPI * k / n), -sin(TWOPI * k / n) }, w2 = cmul(w1, w1), w3 = cmul(w1, w2);
        cpx a = tmp[k], b = cmul(w1, tmp[q + k]), c = cmul(w2, tmp[2*q + k]), d = cmul(w3, tmp[3*q + k]);
        cpx s = cadd(a, c), t = csub(a, c), u = cadd(b, d), v = csub(b, d);
        x[k] = cadd(s, u); x[2*q + k] = csub(s, u);
        x[q + k].re = t.re + v.im; x[q + k].im = t.im - v.re;
        x[3*q + k].re = t.re - v.im; x[3*q + k].im = t.im + v.re;
    }
}
/* Stockham autosort, ping-pong */
void fft_stockham(int n, int s, int eo, cpx *x, cpx *y)
{
    if (n == 1) { if (eo) for (int q = 0; q < s; q++) y[q] = x[q]; return; }
    int m = n / 2; double th = TWOPI / n;
    for (int p = 0; p < m; p++) {
        cpx w = { cos(p * th), -sin(p * th) };
        for (int q = 0; q < s; q++) {
            cpx a = x[q + s * p], b = x[q + s * (p + m)];
            y[q + s * 2 * p] = cadd(a, b); y[q + s * (2 * p + 1)] = cmul(csub(a, b), w);
        }
    }
    fft_stockham(m, 2 * s, !eo, y, x);
}
/* split radix, recursive, out of place with strides */
void fft_split(int n, int stride, const cpx *in, cpx *out)
{
    if (n == 1) { out[0] = in[0]; return; }
    if (n == 2) { out[0] = cadd(in[0], in[stride]); out[1] = csub(in[0], in[stride]); return; }
    int q = n / 4;
    fft_split(n / 2, 2 * stride, in, out);
    fft_split(q, 4 * stride, in + stride, out + n / 2);
    fft_split(q, 4 * stride, in + 3 * stride, out + n / 2 + q);
    for (int k = 0; k < q; k++) {
        cpx w1 = { cos(TWOPI * k / n), -sin(TWOPI * k / n) }, w3 = { cos(3 * TWOPI * k / n), -sin(3 * TWOPI * k / n) };
        cpx z = cmul(w1, out[n/2 + k]), z3 = cmul(w3, out[n/2 + q + k]), s = cadd(z, z3), d = csub(z, z3), u0 = out[k], u1 = out[k + q];
        out[k] = cadd(u0, s); out[k + n/2] = csub(u0, s);
        out[k + q].re = u1.re + d.im; out[k + q].im = u1.im - d.re;
        out[k + q + n/2].re = u1.re - d.im; out[k + q + n/2].im = u1.im + d.re;
    }
}
/* any n: smallest factor first */
void fft_mixed(int n, int stride, const cpx *in, cpx *out)
{
    int p = 2, m; cpx t[64];
    if (n == 1) { *out = *in; return; }
    while (n % p) p++;
    if (p > 64) return;
    m = n / p;
    for (int r = 0; r < p; r++) fft_mixed(m, stride * p, in + r * stride, out + r * m);
    for (int k = 0; k < m; k++) {
        for (int r = 0; r < p; r++) { double a = -TWOPI * r * k / n; cpx w = { cos(a), sin(a) }; t[r] = cmul(out[r * m + k], w); }
        for (int j = 0; j < p; j++) {
            cpx s = { 0, 0 };
            for (int r = 0; r < p; r++) { double a = -TWOPI * ((r * j) % p) / p; cpx w = { cos(a), sin(a) }; s = cadd(s, cmul(t[r], w)); }
            out[j * m + k] = s;
        }
    }
}
/* chirp-z through a power-of-two transform */
int fft_bluestein(cpx *x, int n)
{
    int m = 1, i; while (m < 2 * n - 1) m <<= 1;
    double *a = calloc(2 * m + 1, sizeof(double)), *b = calloc(2 * m + 1, sizeof(double)); cpx *w = malloc(n * sizeof(cpx));
    if (!a || !b || !w) { free(a); free(b); free(w); return -1; }
    for (i = 0; i < n; i++) { double th = TWOPI / 2 * (double)((long)i * i % (2 * n)) / n; w[i].re = cos(th); w[i].im = -sin(th); }
    for (i = 0; i < n; i++) {
        cpx t = cmul(x[i], w[i]);
        a[1 + 2*i] = t.re; a[2 + 2*i] = t.im;
        b[1 + 2*i] = w[i].re; b[2 + 2*i] = -w[i].im;
        if (i) { b[1 + 2*(m - i)] = w[i].re; b[2 + 2*(m - i)] = -w[i].im; }
    }
    four1(a, m, -1); four1(b, m, -1);
    for (i = 0; i < m; i++) { double r = a[1+2*i]*b[1+2*i] - a[2+2*i]*b[2+2*i]; a[2+2*i] = a[1+2*i]*b[2+2*i] + a[2+2*i]*b[1+2*i]; a[1+2*i] = r; }
    four1(a, m, 1);
    for (i = 0; i < n; i++) { cpx t = { a[1+2*i] / m, a[2+2*i] / m }; x[i] = cmul(t, w[i]); }
    free(a); free(b); free(w);
    return 0;
}
/* real input of n points through a complex transform of n/2; X gets n/2+1 bins */
void rfft_half(const double *in, int n, cpx *X, double *work)
{
    int h = n / 2, k;
    for (k = 0; k < n; k++) work[1 + k] = in[k];
    four1(work, h, -1);
    for (k = 0; k <= h; k++) {
        int a = k % h, b = (h - k) % h;
        double zr = work[1 + 2*a], zi = work[2 + 2*a], yr = work[1 + 2*b], yi = -work[2 + 2*b];
        double er = 0.5 * (zr + yr), ei = 0.5 * (zi + yi), or_ = 0.5 * (zi - yi), oi = -0.5 * (zr - yr);
        double c = cos(TWOPI * k / n), s = -sin(TWOPI * k / n);
        X[k].re = er + c * or_ - s * oi; X[k].im = ei + c * oi + s * or_;
    }
}
void dft_naive(const double *xr, const double *xi, double *Xr, double *Xi, int N)
{
    for (int k = 0; k < N; k++) {
        Xr[k] = Xi[k] = 0;
        for (int n = 0; n < N; n++) {
            double a = TWOPI * k * n / N;
            Xr[k] += xr[n] * cos(a) + xi[n] * sin(a);
            Xi[k] += xi[n] * cos(a) - xr[n] * sin(a);
        }
    }
}
/* power of one real signal at all bins, by recurrence of the phasor */
void dft_real_power(const float *x, int n, float *P)
{
    for (int k = 0; k <= n / 2; k++) {
        float cr = cosf((float)TWOPI * k / n), ci = sinf((float)TWOPI * k / n), pr = 1, pi = 0, sr = 0, si = 0, t;
        for (int i = 0; i < n; i++) { sr += x[i] * pr; si -= x[i] * pi; t = pr * cr - pi * ci; pi = pr * ci + pi * cr; pr = t; }
        P[k] = sr * sr + si * si;
    }
}
void fwht(int *a, int n)
{
    for (int h = 1; h < n; h <<= 1)
        for (int i = 0; i < n; i += h << 1)
            for (int j = i; j < i + h; j++) { int x = a[j], y = a[j + h]; a[j] = x + y; a[j + h] = x - y; }
}
/* ---- look-alikes ---- */
/* bitonic sorting network: strides halving over log levels, compare-exchange */
void bitonic_sort(int *a, int n)
{
    for (int k = 2; k <= n; k <<= 1)
        for (int j = k >> 1; j > 0; j >>= 1)
            for (int i = 0; i < n; i++) { int l = i ^ j; if (l > i && ((a[i] > a[l]) == ((i & k) == 0))) { int t = a[i]; a[i] = a[l]; a[l] = t; } }
}
/* subset-sum (zeta) transform */
void zeta_or(long *f, int n)
{
    for (int h = 1; h < n; h <<= 1) for (int i = 0; i < n; i++) if (i & h) f[i] += f[i ^ h];
}
/* radix-2 loop with the twiddle applied to the wrong operand and no bit reversal */
void fft_wrong(double *re, double *im, int n)
{
    for (int half = 1; half < n; half *= 2)
        for (int i = 0; i < n; i += 2 * half)
            for (int j = 0; j < half; j++) {
                double c = cos(TWOPI * j / n), s = sin(TWOPI * j / n), tr = re[i+j] * c - im[i+j] * s, ti = re[i+j] * s + im[i+j] * c;
                double br = re[i+j+half], bi = im[i+j+half];
                re[i+j] = tr + br; im[i+j] = ti + bi; re[i+j+half] = tr - br; im[i+j+half] = ti - bi;
            }
}
void bit_reverse_permute(float *x, int logn)
{
    int n = 1 << logn;
    for (int i = 0; i < n; i++) { int r = 0; for (int b = 0; b < logn; b++) r = r << 1 | (i >> b & 1); if (r > i) { float t = x[i]; x[i] = x[r]; x[r] = t; } }
}
int mandelbrot_row(double y0, double x0, double dx, int w, int maxit, int *out)
{
    int total = 0;
    for (int i = 0; i < w; i++) {
        double cr = x0 + i * dx, zr = 0, zi = 0, t; int k = 0;
        while (k < maxit && zr * zr + zi * zi <= 4.0) { t = zr * zr - zi * zi + cr; zi = 2 * zr * zi + y0; zr = t; k++; }
        out[i] = k; total += k;
    }
    return total;
}
