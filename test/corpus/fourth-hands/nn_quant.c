/* quantised kernels: NHWC int8 (mobile engines) and block-scaled formats (LLM engines) */
#include <stdint.h>
#include <string.h>
#include <math.h>
typedef struct { int32_t in_off, out_off, act_min, act_max; const int32_t *mult, *shift; } q_params;
typedef struct { float d; uint8_t qs[16]; } block_q4;
typedef struct { float d; int8_t qs[32]; } block_q8;
static int32_t requant(int32_t x, int32_t m, int32_t s)
{
    int64_t v = (int64_t)x * m; int sh = 31 - s;
    return (int32_t)((v + ((int64_t)1 << (sh - 1))) >> sh);
}
static int8_t clamp8(int32_t v, const q_params *q) { return (int8_t)(v < q->act_min ? q->act_min : v > q->act_max ? q->act_max : v); }

void conv_s8_nhwc(const int8_t *in, int H, int W, int Ci, const int8_t *k, int K, int stride, int pad, const int32_t *bias, const q_params *q, int8_t *out, int Ho, int Wo, int Co)
{
    for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) for (int o = 0; o < Co; o++) {
        int32_t acc = bias[o];
        for (int ky = 0; ky < K; ky++) { int iy = y * stride + ky - pad; if (iy < 0 || iy >= H) continue;
            for (int kx = 0; kx < K; kx++) { int ix = x * stride + kx - pad; if (ix < 0 || ix >= W) continue;
                const int8_t *pi = in + (iy * W + ix) * Ci, *pk = k + ((o * K + ky) * K + kx) * Ci;
                for (int c = 0; c < Ci; c++) acc += (*pi++ + q->in_off) * *pk++;
            } }
        *out++ = clamp8(requant(acc, q->mult[o], q->shift[o]) + q->out_off, q);
    }
}
void depthwise_s8_nhwc(const int8_t *in, int H, int W, int C, const int8_t *k, const int32_t *bias, const q_params *q, int8_t *out)   /* 3x3 same */
{
    for (int y = 0; y < H; y++) for (int x = 0; x < W; x++) for (int c = 0; c < C; c++) {
        int32_t acc = bias[c];
        for (int ky = -1; ky <= 1; ky++) for (int kx = -1; kx <= 1; kx++) {
            int iy = y + ky, ix = x + kx;
            if (iy < 0 || ix < 0 || iy >= H || ix >= W) continue;
            acc += (in[(iy * W + ix) * C + c] + q->in_off) * k[((ky + 1) * 3 + kx + 1) * C + c];
        }
        *out++ = clamp8(requant(acc, q->mult[c], q->shift[c]) + q->out_off, q);
    }
}
void fully_connected_s8(const int8_t *x, const int8_t *w, const int32_t *b, int8_t *y, int in, int out, const q_params *q)
{
    for (int o = 0; o < out; o++) {
        int32_t s = b ? b[o] : 0; int c = in >> 2; const int8_t *px = x;
        while (c--) { s += *w++ * (*px++ + q->in_off); s += *w++ * (*px++ + q->in_off); s += *w++ * (*px++ + q->in_off); s += *w++ * (*px++ + q->in_off); }
        for (c = in & 3; c; c--) s += *w++ * (*px++ + q->in_off);
        y[o] = clamp8(requant(s, q->mult[0], q->shift[0]) + q->out_off, q);
    }
}
float vec_dot_q4_q8(int n, const block_q4 *x, const block_q8 *y)
{
    float s = 0;
    for (int i = 0; i < n / 32; i++) {
        int sum = 0;
        for (int j = 0; j < 16; j++) sum += ((x[i].qs[j] & 15) - 8) * y[i].qs[j] + ((x[i].qs[j] >> 4) - 8) * y[i].qs[j + 16];
        s += sum * x[i].d * y[i].d;
    }
    return s;
}
void gemv_q8(const block_q8 *W, const block_q8 *x, float *y, int rows, int cols)
{
    int nb = cols / 32;
    for (int r = 0; r < rows; r++, W += nb) {
        float s = 0;
        for (int i = 0; i < nb; i++) { int t = 0; for (int j = 0; j < 32; j++) t += W[i].qs[j] * x[i].qs[j]; s += W[i].d * x[i].d * t; }
        y[r] = s;
    }
}
void quantize_row_q8(const float *x, block_q8 *y, int n)
{
    for (int i = 0; i < n / 32; i++, x += 32) {
        float amax = 0; for (int j = 0; j < 32; j++) { float a = fabsf(x[j]); if (a > amax) amax = a; }
        float d = amax / 127, id = d ? 1 / d : 0; y[i].d = d;
        for (int j = 0; j < 32; j++) y[i].qs[j] = (int8_t)roundf(x[j] * id);
    }
}
void avgpool_s8_nhwc(const int8_t *in, int H, int W, int C, int k, int8_t *out)
{
    for (int y = 0; y + k <= H; y += k) for (int x = 0; x + k <= W; x += k) for (int c = 0; c < C; c++) {
        int s = 0, n = k * k;
        for (int i = 0; i < k; i++) for (int j = 0; j < k; j++) s += in[((y + i) * W + x + j) * C + c];
        *out++ = (int8_t)(s > 0 ? (s + n / 2) / n : (s - n / 2) / n);
    }
}
/* look-alikes */
/* nibble dot that forgets the -8 offset and the scales */
int nibble_agree(int n, const block_q4 *x, const block_q4 *y)
{ int s = 0; for (int i = 0; i < n / 32; i++) for (int j = 0; j < 16; j++) s += ((x[i].qs[j] ^ y[i].qs[j]) & 15) == 0 ? 1 : (x[i].qs[j] >> 4) == (y[i].qs[j] >> 4); return s; }
void unpack_rgb565(const uint16_t *in, uint8_t *out, int n)
{ while (n--) { unsigned v = *in++; *out++ = (uint8_t)((v >> 11) * 255 / 31); *out++ = (uint8_t)((v >> 5 & 63) * 255 / 63); *out++ = (uint8_t)((v & 31) * 255 / 31); } }
void alpha_blend(const uint8_t *a, const uint8_t *b, uint8_t *o, int n, int alpha)
{ for (int i = 0; i < n; i++) o[i] = (uint8_t)((a[i] * alpha + b[i] * (255 - alpha) + 127) / 255); }
