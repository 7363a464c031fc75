// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <string.h>
typedef int8_t q7_t; typedef int16_t q15_t; typedef int32_t q31_t;
#define SSAT8(x) ((x) > 127 ? 127 : ((x) < -128 ? -128 : (x)))
#define MAXV(a,b) ((a)>(b)?(a):(b))
#define NN_ROUND(s) ((0x1u << (s)) >> 1)
struct dw_dims { uint16_t in_x, in_y, ch, k_x, k_y, pad_x, pad_y, str_x, str_y, out_x, out_y; };

void conv_hwc_q7(const q7_t *Im_in, uint16_t dim_in, uint16_t ch_in, const q7_t *wt, uint16_t ch_out, uint16_t dim_k, uint16_t padding, uint16_t stride, const q7_t *bias, uint16_t bias_shift, uint16_t out_shift, q7_t *Im_out, uint16_t dim_out) {
    int i, j, k, l, m, n; int conv_out; int in_row, in_col;
    for (i = 0; i < ch_out; i++) {
        for (j = 0; j < dim_out; j++) {
            for (k = 0; k < dim_out; k++) {
                conv_out = ((q31_t)bias[i] << bias_shift) + NN_ROUND(out_shift);
                for (m = 0; m < dim_k; m++) {
                    for (n = 0; n < dim_k; n++) {
                        in_row = stride * j + m - padding;
                        in_col = stride * k + n - padding;
                        if (in_row >= 0 && in_col >= 0 && in_row < dim_in && in_col < dim_in)
                            for (l = 0; l < ch_in; l++)
                                conv_out += Im_in[(in_row * dim_in + in_col) * ch_in + l] * wt[i * ch_in * dim_k * dim_k + (m * dim_k + n) * ch_in + l];
                    }
                }
                conv_out >>= out_shift;
                Im_out[i + (j * dim_out + k) * ch_out] = (q7_t)SSAT8(conv_out);
            }
        }
    }
}
void dw_conv_s8(const struct dw_dims *d, const q7_t *in, const q7_t *ker, const q31_t *bias, int32_t in_off, int32_t out_off, int32_t shift, q7_t *out) {
    for (int oy = 0; oy < d->out_y; oy++) {
        const int16_t by = oy * d->str_y - d->pad_y;
        for (int ox = 0; ox < d->out_x; ox++) {
            const int16_t bx = ox * d->str_x - d->pad_x;
            for (int c = 0; c < d->ch; c++) {
                int32_t acc = bias[c];
                const int ky0 = MAXV(0, -by), kx0 = MAXV(0, -bx);
                const int ky1 = d->in_y - by < d->k_y ? d->in_y - by : d->k_y;
                const int kx1 = d->in_x - bx < d->k_x ? d->in_x - bx : d->k_x;
                for (int ky = ky0; ky < ky1; ky++)
                    for (int kx = kx0; kx < kx1; kx++)
                        acc += (in[((by + ky) * d->in_x + bx + kx) * d->ch + c] + in_off) * ker[(ky * d->k_x + kx) * d->ch + c];
                acc = (acc >> shift) + out_off;
                *out++ = (q7_t)SSAT8(acc);
            }
        }
    }
}
void fully_connected_mat_q7(const q7_t *lhs, const q7_t *rhs, const q31_t *bias, q7_t *dst, int32_t mult, int shift, int32_t lhs_off, int32_t dst_off, int rows, int depth, int cols) {
    for (int r = 0; r < rows; r++) {
        const q7_t *pb = rhs;
        for (int c = 0; c < cols; c++) {
            q31_t sum = bias ? bias[c] : 0;
            const q7_t *pa = lhs;
            uint32_t cnt = depth;
            while (cnt) { sum += (*pa++ + lhs_off) * *pb++; cnt--; }
            int64_t v = (int64_t)sum * mult + (1ll << (30 - shift));
            sum = (q31_t)(v >> (31 - shift)) + dst_off;
            *dst++ = (q7_t)SSAT8(sum);
        }
        lhs += depth;
    }
}
void relu_q15(q15_t *data, uint16_t size) {
    uint16_t i;
    for (i = 0; i < size; i++) { if (data[i] < 0) data[i] = 0; }
}
void maxpool_hwc_s8(const q7_t *src, q7_t *dst, int in_w, int in_h, int ch, int k, int s, int pad, int out_w, int out_h) {
    for (int y = 0, by = -pad; y < out_h; by += s, y++)
        for (int x = 0, bx = -pad; x < out_w; bx += s, x++) {
            int y0 = MAXV(0, by), x0 = MAXV(0, bx);
            int y1 = by + k < in_h ? by + k : in_h, x1 = bx + k < in_w ? bx + k : in_w;
            memset(dst, 0x80, ch);
            for (int yy = y0; yy < y1; yy++)
                for (int xx = x0; xx < x1; xx++) {
                    const q7_t *p = src + (yy * in_w + xx) * ch;
                    for (int c = 0; c < ch; c++) if (p[c] > dst[c]) dst[c] = p[c];
                }
            dst += ch;
        }
}
void avgpool_nhwc_s8(const q7_t *src, q7_t *dst, int in_w, int in_h, int ch, int k, int s, int pad, int out_w, int out_h) {
    for (int oy = 0; oy < out_h; oy++)
        for (int ox = 0; ox < out_w; ox++)
            for (int c = 0; c < ch; c++) {
                int sum = 0, count = 0;
                for (int ky = 0; ky < k; ky++) {
                    int y = oy * s + ky - pad;
                    if (y < 0 || y >= in_h) continue;
                    for (int kx = 0; kx < k; kx++) {
                        int x = ox * s + kx - pad;
                        if (x < 0 || x >= in_w) continue;
                        sum += src[(y * in_w + x) * ch + c];
                        count++;
                    }
                }
                sum = sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
                dst[(oy * out_w + ox) * ch + c] = (q7_t)sum;
            }
}
void conv1d_q15(const q15_t *x, const q15_t *w, const q31_t *b, q15_t *y, int len, int ci, int co, int k, int stride, int shift) {
    int olen = (len - k) / stride + 1;
    for (int t = 0; t < olen; t++) {
        const q15_t *pw = w;
        for (int o = 0; o < co; o++) {
            int64_t acc = (int64_t)b[o] << 8;
            const q15_t *px = x + t * stride * ci;
            int n = k * ci;
            while (n >= 2) { acc += px[0] * pw[0]; acc += px[1] * pw[1]; px += 2; pw += 2; n -= 2; }
            if (n) { acc += *px * *pw++; }
            acc >>= shift;
            if (acc > 32767) acc = 32767;
            if (acc < -32768) acc = -32768;
            y[t * co + o] = (q15_t)acc;
        }
    }
}
