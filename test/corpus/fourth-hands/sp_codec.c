/* block transforms and wavelets as codecs write them */
#include <stdint.h>
#include <math.h>
#include <string.h>
#include <stdlib.h>
#define FIX(x) ((int)((x) * 8192 + 0.5))
#define DESCALE(x, n) (((x) + (1 << ((n) - 1))) >> (n))
/* LLM forward DCT on an 8x8 block; output scaled by 8 (jfdctint) */
static void fdct1(int *d, int st, int pass)
{
    int t0 = d[0] + d[7*st], t7 = d[0] - d[7*st], t1 = d[st] + d[6*st], t6 = d[st] - d[6*st], t2 = d[2*st] + d[5*st], t5 = d[2*st] - d[5*st], t3 = d[3*st] + d[4*st], t4 = d[3*st] - d[4*st];
    int t10 = t0 + t3, t13 = t0 - t3, t11 = t1 + t2, t12 = t1 - t2, z1, z2, z3, z4, z5, sh = pass ? 15 : 11;
    if (!pass) { d[0] = (t10 + t11) * 4; d[4*st] = (t10 - t11) * 4; } else { d[0] = DESCALE(t10 + t11, 2); d[4*st] = DESCALE(t10 - t11, 2); }
    z1 = (t12 + t13) * FIX(0.541196100);
    d[2*st] = DESCALE(z1 + t13 * FIX(0.765366865), sh); d[6*st] = DESCALE(z1 - t12 * FIX(1.847759065), sh);
    z1 = t4 + t7; z2 = t5 + t6; z3 = t4 + t6; z4 = t5 + t7; z5 = (z3 + z4) * FIX(1.175875602);
    t4 *= FIX(0.298631336); t5 *= FIX(2.053119869); t6 *= FIX(3.072711026); t7 *= FIX(1.501321110);
    z1 *= -FIX(0.899976223); z2 *= -FIX(2.562915447); z3 = z3 * -FIX(1.961570560) + z5; z4 = z4 * -FIX(0.390180644) + z5;
    d[7*st] = DESCALE(t4 + z1 + z3, sh); d[5*st] = DESCALE(t5 + z2 + z4, sh); d[3*st] = DESCALE(t6 + z2 + z3, sh); d[st] = DESCALE(t7 + z1 + z4, sh);
}
void jpeg_fdct_islow(int *block)
{
    for (int i = 0; i < 8; i++) fdct1(block + 8 * i, 1, 0);
    for (int i = 0; i < 8; i++) fdct1(block + i, 8, 1);
}
/* textbook inverse 8x8 */
void idct8x8_ref(const int16_t *coef, uint8_t *pix, int stride)
{
    for (int y = 0; y < 8; y++) for (int x = 0; x < 8; x++) {
        double s = 0;
        for (int v = 0; v < 8; v++) for (int u = 0; u < 8; u++)
            s += (u ? 1.0 : M_SQRT1_2) * (v ? 1.0 : M_SQRT1_2) * coef[v*8+u] * cos((2*x+1) * u * M_PI / 16) * cos((2*y+1) * v * M_PI / 16);
        int p = (int)lrint(s / 4) + 128;
        pix[y * stride + x] = p < 0 ? 0 : p > 255 ? 255 : p;
    }
}
void dct2_direct(const float *x, float *X, int N)
{
    for (int k = 0; k < N; k++) { double s = 0; for (int n = 0; n < N; n++) s += x[n] * cos(M_PI / N * (n + 0.5) * k); X[k] = (float)s; }
}
/* H.264 4x4 core transform: integer approximation of the DCT */
void h264_dct4x4(int16_t d[16])
{
    int16_t t[16];
    for (int i = 0; i < 4; i++) {
        int z0 = d[4*i] + d[4*i+3], z3 = d[4*i] - d[4*i+3], z1 = d[4*i+1] + d[4*i+2], z2 = d[4*i+1] - d[4*i+2];
        t[i] = z0 + z1; t[8+i] = z0 - z1; t[4+i] = 2 * z3 + z2; t[12+i] = z3 - 2 * z2;
    }
    for (int i = 0; i < 4; i++) {
        int z0 = t[4*i] + t[4*i+3], z3 = t[4*i] - t[4*i+3], z1 = t[4*i+1] + t[4*i+2], z2 = t[4*i+1] - t[4*i+2];
        d[i] = z0 + z1; d[8+i] = z0 - z1; d[4+i] = 2 * z3 + z2; d[12+i] = z3 - 2 * z2;
    }
}
/* forward MDCT, 2N -> N, windowed with a sine */
void mdct_sine(const float *in, float *out, int N)
{
    for (int k = 0; k < N; k++) {
        double s = 0;
        for (int n = 0; n < 2 * N; n++) s += in[n] * sin(M_PI / (2 * N) * (n + 0.5)) * cos(M_PI / N * (n + 0.5 + N / 2.0) * (k + 0.5));
        out[k] = (float)s;
    }
}
void imdct_overlap(const float *X, float *out, float *overlap, int N)
{
    for (int n = 0; n < 2 * N; n++) {
        double s = 0;
        for (int k = 0; k < N; k++) s += X[k] * cos(M_PI / N * (n + 0.5 + N / 2.0) * (k + 0.5));
        s *= sin(M_PI / (2 * N) * (n + 0.5)) * 2.0 / N;
        if (n < N) out[n] = (float)(s + overlap[n]); else overlap[n - N] = (float)s;
    }
}
void haar_dwt(float *x, float *tmp, int n)
{
    const float r = 0.70710678f;
    for (; n > 1; n >>= 1) {
        int h = n >> 1;
        for (int i = 0; i < h; i++) { tmp[i] = r * (x[2*i] + x[2*i+1]); tmp[h+i] = r * (x[2*i] - x[2*i+1]); }
        memcpy(x, tmp, n * sizeof *x);
    }
}
/* JPEG-2000 reversible 5/3 lifting, in place interleaved, even length */
void dwt53_lift(int *x, int n)
{
    int i;
    for (i = 1; i < n - 1; i += 2) x[i] -= (x[i-1] + x[i+1]) >> 1;
    x[n-1] -= x[n-2];
    x[0] += (x[1] + x[1] + 2) >> 2;
    for (i = 2; i < n; i += 2) x[i] += (x[i-1] + x[i+1] + 2) >> 2;
}
void dwt_daub4(double *a, double *w, int n)
{
    static const double C0 = 0.4829629131445341, C1 = 0.8365163037378079, C2 = 0.2241438680420134, C3 = -0.1294095225512604;
    int nh = n >> 1, i, j;
    for (i = 0, j = 0; j < n - 3; j += 2, i++) {
        w[i] = C0*a[j] + C1*a[j+1] + C2*a[j+2] + C3*a[j+3];
        w[i+nh] = C3*a[j] - C2*a[j+1] + C1*a[j+2] - C0*a[j+3];
    }
    w[i] = C0*a[n-2] + C1*a[n-1] + C2*a[0] + C3*a[1];
    w[i+nh] = C3*a[n-2] - C2*a[n-1] + C1*a[0] - C0*a[1];
    for (i = 0; i < n; i++) a[i] = w[i];
}
void sobel_mag(const uint8_t *img, uint8_t *out, int w, int h)
{
    for (int y = 1; y < h - 1; y++) for (int x = 1; x < w - 1; x++) {
        const uint8_t *p = img + y * w + x;
        int gx = p[-w+1] - p[-w-1] + 2 * (p[1] - p[-1]) + p[w+1] - p[w-1];
        int gy = p[w-1] - p[-w-1] + 2 * (p[w] - p[-w]) + p[w+1] - p[-w+1];
        int m = (gx < 0 ? -gx : gx) + (gy < 0 ? -gy : gy);
        out[y * w + x] = m > 255 ? 255 : m;
    }
}
/* separable 5-tap binomial blur, rows then columns */
void blur_separable(const uint8_t *in, uint8_t *out, uint16_t *tmp, int w, int h)
{
    for (int y = 0; y < h; y++) for (int x = 2; x < w - 2; x++) { const uint8_t *p = in + y*w + x; tmp[y*w+x] = p[-2] + 4*p[-1] + 6*p[0] + 4*p[1] + p[2]; }
    for (int y = 2; y < h - 2; y++) for (int x = 2; x < w - 2; x++) { const uint16_t *p = tmp + y*w + x; out[y*w+x] = (p[-2*w] + 4*p[-w] + 6*p[0] + 4*p[w] + p[2*w] + 128) >> 8; }
}
void conv2d_generic(const float *img, int w, int h, const float *k, int kw, int kh, float *out)
{
    for (int y = 0; y + kh <= h; y++) for (int x = 0; x + kw <= w; x++) {
        float s = 0;
        for (int j = 0; j < kh; j++) for (int i = 0; i < kw; i++) s += img[(y+j)*w + x+i] * k[(kh-1-j)*kw + kw-1-i];
        out[y * (w - kw + 1) + x] = s;
    }
}
/* ---- look-alikes ---- */
void quant_zigzag(const int16_t *blk, const uint16_t *q, int16_t *out)
{
    int x = 0, y = 0;
    for (int i = 0; i < 64; i++) {
        int v = blk[y*8+x], s = v < 0 ? -v : v; s = (s + q[i] / 2) / q[i]; out[i] = v < 0 ? -s : s;
        if ((x + y) & 1) { if (y == 7) x++; else if (x == 0) y++; else { x--; y++; } }
        else { if (x == 7) y++; else if (y == 0) x++; else { x++; y--; } }
    }
}
int sad16x16(const uint8_t *a, int sa, const uint8_t *b, int sb)
{
    int s = 0;
    for (int y = 0; y < 16; y++, a += sa, b += sb) for (int x = 0; x < 16; x++) s += a[x] > b[x] ? a[x] - b[x] : b[x] - a[x];
    return s;
}
int rle_pack(const int16_t *z, uint8_t *out)
{
    int run = 0, n = 0;
    for (int i = 1; i < 64; i++) { if (!z[i]) { run++; continue; } while (run > 15) { out[n++] = 0xf0; run -= 16; } out[n++] = run << 4 | (z[i] & 15); run = 0; }
    if (run) out[n++] = 0;
    return n;
}
/* "DCT" with the half-sample offset missing */
void dct_offset_lost(const float *x, float *X, int N)
{
    for (int k = 0; k < N; k++) { double s = 0; for (int n = 0; n < N; n++) s += x[n] * cos(M_PI / (N + 3) * (n * n) * k); X[k] = (float)s; }
}
float perlin_noise1d(float x, const unsigned char *perm)
{
    int i = (int)floorf(x); float f = x - i, u = f * f * f * (f * (f * 6 - 15) + 10);
    float g0 = (perm[i & 255] & 1) ? -f : f, g1 = (perm[(i + 1) & 255] & 1) ? 1 - f : f - 1;
    return g0 + u * (g1 - g0);
}
