// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <math.h>
#include <string.h>
typedef struct { float x, y, z, w; } Vec4;
typedef struct { float m[4][4]; } Mat4;
typedef uint32_t u32; typedef uint64_t u64;

void mat4_mul_array(const Mat4 *a, const Mat4 *b, Mat4 *out, u32 count) {
    for (u32 n = 0; n < count; n++)
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++) {
                float s = 0;
                for (int k = 0; k < 4; k++) s += a[n].m[i][k] * b[n].m[k][j];
                out[n].m[i][j] = s;
            }
}
void blend_weights_normalize(float *w, u32 n, float total) {
    float inv = 1.0f / total;
    for (u32 i = 0; i < n; ++i) w[i] *= inv;
}
void audio_accumulate(float *restrict bus, const float *restrict voice, float gain, u32 frames) {
    float *end = bus + frames * 2;
    while (bus != end) { *bus++ += *voice++ * gain; *bus++ += *voice++ * gain; }
}
void lerp_pose(float *out, const float *a, const float *b, float wa, float wb, u32 n) {
    for (u32 i = 0; i < n; i++) out[i] = wa * a[i] + wb * b[i];
}
float sh_project_dot(const float *a, const float *b, u32 n) {
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0; u32 i = 0;
    for (; i + 4 <= n; i += 4) { s0 += a[i] * b[i]; s1 += a[i + 1] * b[i + 1]; s2 += a[i + 2] * b[i + 2]; s3 += a[i + 3] * b[i + 3]; }
    for (; i < n; i++) s0 += a[i] * b[i];
    return (s0 + s1) + (s2 + s3);
}
float vecn_length(const float *v, int n) { float s = 0.f; while (n--) { s += *v * *v; v++; } return sqrtf(s); }
double sum_abs_error_l1(const float *r, int n) { double t = 0; for (int i = 0; i < n; i++) t += r[i] < 0 ? -r[i] : r[i]; return t; }
int dominant_axis(const float *v, int n) {
    int k = 0;
    for (int i = 1; i < n; i++) if (fabsf(v[i]) > fabsf(v[k])) k = i;
    return k;
}
void luma_hist(const uint8_t *px, u32 w, u32 h, u32 pitch, u32 bins[256]) {
    memset(bins, 0, 256 * sizeof(u32));
    for (u32 y = 0; y < h; y++) { const uint8_t *r = px + y * pitch; for (u32 x = 0; x < w; x++) bins[r[x]]++; }
}
u32 draw_offsets(const u32 *counts, u32 *offsets, u32 n) {
    u32 run = 0;
    for (u32 i = 0; i < n; i++) { offsets[i] = run; run += counts[i]; }
    return run;
}
void radix_digit_count(const u32 *keys, u32 n, int shift, u32 *cnt) {
    for (u32 i = 0; i < 256; i++) cnt[i] = 0;
    for (const u32 *k = keys; k < keys + n; ++k) ++cnt[(*k >> shift) & 0xff];
}
void copy_indices(u32 *dst, const u32 *src, u32 n) { for (u32 i = 0; i < n; i++) dst[i] = src[i]; }
void outer_accumulate(float **cov, const float *a, const float *b, int n, float w) {
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) cov[i][j] += w * a[i] * b[j];
}
void transform_weights(const float *const *basis, const float *coef, float *out, int verts, int shapes) {
    for (int v = 0; v < verts; v++) { out[v] = 0; for (int s = 0; s < shapes; s++) out[v] += basis[v][s] * coef[s]; }
}
void transpose_tiled(const float *src, float *dst, int rows, int cols) {
    for (int ii = 0; ii < rows; ii += 16)
        for (int jj = 0; jj < cols; jj += 16)
            for (int i = ii; i < ii + 16 && i < rows; i++)
                for (int j = jj; j < jj + 16 && j < cols; j++) dst[j * rows + i] = src[i * cols + j];
}
void flip_square(double **m, int n) {
    for (int i = 1; i < n; i++) for (int j = 0; j < i; j++) { double t = m[i][j]; m[i][j] = m[j][i]; m[j][i] = t; }
}
void cumsum_rows_inplace(double *a, int rows, int cols) {
    for (int r = 0; r < rows; r++) for (int c = 1; c < cols; c++) a[r * cols + c] += a[r * cols + c - 1];
}
