// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <math.h>
#include <string.h>
typedef uint8_t u8;
void resize_bilinear(const float *s, int sw, int sh, float *d, int dw, int dh) {
    float fx = (float)(sw - 1) / (dw - 1), fy = (float)(sh - 1) / (dh - 1);
    for (int y = 0; y < dh; y++) for (int x = 0; x < dw; x++) {
        float gx = x * fx, gy = y * fy; int ix = (int)gx, iy = (int)gy;
        if (ix > sw - 2) ix = sw - 2;
        if (iy > sh - 2) iy = sh - 2;
        float a = gx - ix, b = gy - iy;
        const float *p = s + iy * sw + ix;
        d[y * dw + x] = (1 - a) * (1 - b) * p[0] + a * (1 - b) * p[1] + (1 - a) * b * p[sw] + a * b * p[sw + 1];
    }
}
void match_hist(const u8 *src, const u8 *ref, u8 *out, int n, int m) {
    int hs[256] = {0}, hr[256] = {0}; double cs[256], cr[256]; u8 lut[256];
    for (int i = 0; i < n; i++) hs[src[i]]++;
    for (int i = 0; i < m; i++) hr[ref[i]]++;
    double a = 0, b = 0;
    for (int i = 0; i < 256; i++) { a += hs[i]; b += hr[i]; cs[i] = a / n; cr[i] = b / m; }
    for (int i = 0, j = 0; i < 256; i++) { while (j < 255 && cr[j] < cs[i]) j++; lut[i] = j; }
    for (int i = 0; i < n; i++) out[i] = lut[src[i]];
}
void median3(const u8 *in, u8 *out, int w, int h) {
    for (int y = 1; y < h - 1; y++) for (int x = 1; x < w - 1; x++) {
        u8 v[9]; int k = 0;
        for (int dy = -1; dy <= 1; dy++) for (int dx = -1; dx <= 1; dx++) v[k++] = in[(y + dy) * w + x + dx];
        for (int i = 0; i < 5; i++) { int m = i; for (int j = i + 1; j < 9; j++) if (v[j] < v[m]) m = j; u8 t = v[i]; v[i] = v[m]; v[m] = t; }
        out[y * w + x] = v[4];
    }
}
void gray_dilate(const float *in, const float *se, float *out, int w, int h, int k) {
    int r = k / 2;
    for (int y = 0; y < h; y++) for (int x = 0; x < w; x++) {
        float m = -1e30f;
        for (int a = 0; a < k; a++) for (int b = 0; b < k; b++) {
            int yy = y + a - r, xx = x + b - r;
            if (yy < 0 || xx < 0 || yy >= h || xx >= w) continue;
            float v = in[yy * w + xx] + se[a * k + b];
            if (v > m) m = v;
        }
        out[y * w + x] = m;
    }
}
void bilateral(const float *in, float *out, int w, int h, int r, float ss, float sr) {
    for (int y = r; y < h - r; y++) for (int x = r; x < w - r; x++) {
        float c = in[y * w + x], num = 0, den = 0;
        for (int dy = -r; dy <= r; dy++) for (int dx = -r; dx <= r; dx++) {
            float v = in[(y + dy) * w + x + dx];
            float wt = expf(-(dx * dx + dy * dy) * ss - (v - c) * (v - c) * sr);
            num += wt * v; den += wt;
        }
        out[y * w + x] = num / den;
    }
}
void life_gen(const u8 *a, u8 *b, int w, int h) {
    for (int y = 0; y < h; y++) for (int x = 0; x < w; x++) {
        int n = 0;
        for (int dy = -1; dy <= 1; dy++) for (int dx = -1; dx <= 1; dx++) {
            if (!dy && !dx) continue;
            n += a[((y + dy + h) % h) * w + (x + dx + w) % w];
        }
        b[y * w + x] = n == 3 || (n == 2 && a[y * w + x]);
    }
}
int sad_search(const u8 *cur, const u8 *ref, int stride, int range, int bs, int *mvx, int *mvy) {
    int best = 1 << 30;
    for (int my = -range; my <= range; my++) for (int mx = -range; mx <= range; mx++) {
        int s = 0;
        for (int y = 0; y < bs; y++) for (int x = 0; x < bs; x++) {
            int d = cur[y * stride + x] - ref[(y + my) * stride + x + mx];
            s += d < 0 ? -d : d;
        }
        if (s < best) { best = s; *mvx = mx; *mvy = my; }
    }
    return best;
}
void gamma_lut(u8 *px, const u8 lut[3][256], int n) {
    for (int i = 0; i < n; i++, px += 3) { px[0] = lut[0][px[0]]; px[1] = lut[1][px[1]]; px[2] = lut[2][px[2]]; }
}
void blend_over(const u8 *src, u8 *dst, int n) {
    for (int i = 0; i < n; i++) {
        int a = src[4 * i + 3];
        for (int c = 0; c < 3; c++) dst[4 * i + c] = (src[4 * i + c] * a + dst[4 * i + c] * (255 - a) + 127) / 255;
        dst[4 * i + 3] = a + dst[4 * i + 3] * (255 - a) / 255;
    }
}
void blit_tiles(const u8 *sheet, int sheet_w, const uint16_t *map, int mw, int mh, u8 *fb, int fb_w, int ts) {
    int per = sheet_w / ts;
    for (int ty = 0; ty < mh; ty++) for (int tx = 0; tx < mw; tx++) {
        int t = map[ty * mw + tx];
        for (int y = 0; y < ts; y++) for (int x = 0; x < ts; x++) {
            u8 c = sheet[((t / per) * ts + y) * sheet_w + (t % per) * ts + x];
            if (c) fb[(ty * ts + y) * fb_w + tx * ts + x] = c;
        }
    }
}
void upscale_nn(const uint32_t *s, int w, int h, uint32_t *d, int k) {
    for (int y = 0; y < h * k; y++) for (int x = 0; x < w * k; x++) d[y * w * k + x] = s[(y / k) * w + x / k];
}
void fs_dither(float *g, int w, int h) {
    for (int y = 0; y < h - 1; y++) for (int x = 1; x < w - 1; x++) {
        float o = g[y * w + x], q = o < 0.5f ? 0.f : 1.f, e = o - q;
        g[y * w + x] = q;
        g[y * w + x + 1] += e * 7 / 16; g[(y + 1) * w + x - 1] += e * 3 / 16; g[(y + 1) * w + x] += e * 5 / 16; g[(y + 1) * w + x + 1] += e / 16;
    }
}
void rot90(const u8 *a, u8 *b, int n) { for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) b[j * n + n - 1 - i] = a[i * n + j]; }
void clamp_u8(const int16_t *in, u8 *out, int n) { for (int i = 0; i < n; i++) { int v = (in[i] + 8) >> 4; out[i] = v < 0 ? 0 : v > 255 ? 255 : v; } }
void tonemap(float *rgb, int n, float exposure, float white) {
    for (int i = 0; i < n; i++) { float c = rgb[i] * exposure; rgb[i] = c * (1 + c / (white * white)) / (1 + c); }
}
void smooth_fade(const float *x, float *y, int n, float e0, float e1) {
    for (int i = 0; i < n; i++) { float t = (x[i] - e0) / (e1 - e0); t = t < 0 ? 0 : t > 1 ? 1 : t; y[i] = t * t * (3 - 2 * t); }
}
void soft_shrink(double *x, int n, double lam) {
    for (int i = 0; i < n; i++) { double a = fabs(x[i]) - lam; x[i] = a > 0 ? copysign(a, x[i]) : 0; }
}
void fuzz_clip(float *s, int n, float drive) {
    for (int i = 0; i < n; i++) { float v = s[i] * drive; s[i] = v / (1 + fabsf(v)); }
}
void value_noise(float *o, int w, int h, const u8 perm[256], float f) {
    for (int y = 0; y < h; y++) for (int x = 0; x < w; x++) {
        float u = x * f, v = y * f; int i = (int)u, j = (int)v; u -= i; v -= j;
        float a = perm[(perm[i & 255] + j) & 255], b = perm[(perm[(i + 1) & 255] + j) & 255];
        float c = perm[(perm[i & 255] + j + 1) & 255], d = perm[(perm[(i + 1) & 255] + j + 1) & 255];
        u = u * u * (3 - 2 * u); v = v * v * (3 - 2 * v);
        float p = a + u * (b - a), q = c + u * (d - c);
        o[y * w + x] = p + v * (q - p);
    }
}
