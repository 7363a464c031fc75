/* fixed- and floating-point filters, embedded style: post-increment pointers, unrolling by four */
#include <stdint.h>
#include <string.h>
typedef int16_t q15_t; typedef int32_t q31_t; typedef int64_t q63_t; typedef float float32_t;
typedef struct { uint16_t numTaps; q15_t *pState; const q15_t *pCoeffs; } fir_instance_q15;
typedef struct { uint16_t numTaps; float32_t *pState; const float32_t *pCoeffs; } fir_instance_f32;
typedef struct { uint8_t numStages; float32_t *pState; const float32_t *pCoeffs; } biquad_instance_f32;
typedef struct { uint8_t numStages; q31_t *pState; const q31_t *pCoeffs; int8_t postShift; } biquad_instance_q31;
typedef struct { uint8_t M; uint16_t numTaps; const float32_t *pCoeffs; float32_t *pState; } fir_dec_f32;
typedef struct { uint8_t L; uint16_t phaseLength; const float32_t *pCoeffs; float32_t *pState; } fir_interp_f32;
typedef struct { uint16_t numTaps; float32_t *pState, *pCoeffs; float32_t mu; } lms_f32;
typedef struct { uint16_t numTaps; float32_t *pState, *pCoeffs; float32_t mu, energy, x0; } lms_norm_f32;
typedef struct { uint16_t numStages; float32_t *pState; const float32_t *pk, *pv; } iir_lattice_f32;
static q15_t ssat16(q31_t x) { return x > 32767 ? 32767 : x < -32768 ? -32768 : (q15_t)x; }

/* coefficients stored in time-reversed order, state of numTaps+blockSize-1 */
void arm_like_fir_q15(const fir_instance_q15 *S, const q15_t *pSrc, q15_t *pDst, uint32_t blockSize)
{
    q15_t *pState = S->pState; const q15_t *pb; q15_t *px, *pStateCurnt = &S->pState[S->numTaps - 1];
    q63_t acc; uint32_t tapCnt, blkCnt = blockSize;
    while (blkCnt > 0u) {
        *pStateCurnt++ = *pSrc++;
        acc = 0; px = pState; pb = S->pCoeffs;
        tapCnt = S->numTaps >> 2u;
        while (tapCnt > 0u) {
            acc += (q31_t)*px++ * *pb++; acc += (q31_t)*px++ * *pb++;
            acc += (q31_t)*px++ * *pb++; acc += (q31_t)*px++ * *pb++;
            tapCnt--;
        }
        tapCnt = S->numTaps & 3u;
        while (tapCnt > 0u) { acc += (q31_t)*px++ * *pb++; tapCnt--; }
        *pDst++ = ssat16((q31_t)(acc >> 15));
        pState++; blkCnt--;
    }
    pStateCurnt = S->pState; tapCnt = S->numTaps - 1u;
    while (tapCnt > 0u) { *pStateCurnt++ = *pState++; tapCnt--; }
}

/* four outputs at a time */
void fir_f32_x4(const fir_instance_f32 *S, const float32_t *pSrc, float32_t *pDst, uint32_t blockSize)
{
    float32_t *pState = S->pState, *pCur = &S->pState[S->numTaps - 1]; uint32_t n = S->numTaps, i, blk = blockSize >> 2;
    while (blk--) {
        float32_t a0 = 0, a1 = 0, a2 = 0, a3 = 0, c, *px = pState; const float32_t *pb = S->pCoeffs;
        *pCur++ = *pSrc++; *pCur++ = *pSrc++; *pCur++ = *pSrc++; *pCur++ = *pSrc++;
        for (i = n; i > 0; i--, px++) { c = *pb++; a0 += px[0] * c; a1 += px[1] * c; a2 += px[2] * c; a3 += px[3] * c; }
        *pDst++ = a0; *pDst++ = a1; *pDst++ = a2; *pDst++ = a3;
        pState += 4;
    }
    for (blk = blockSize & 3; blk; blk--) {
        float32_t acc = 0, *px = pState; const float32_t *pb = S->pCoeffs;
        *pCur++ = *pSrc++;
        for (i = n; i > 0; i--) acc += *px++ * *pb++;
        *pDst++ = acc; pState++;
    }
    pCur = S->pState;
    for (i = n - 1; i > 0; i--) *pCur++ = *pState++;
}

/* DF1, coefficients b0 b1 b2 a1 a2 with the feedback sign folded in */
void biquad_df1_f32(const biquad_instance_f32 *S, const float32_t *pSrc, float32_t *pDst, uint32_t blockSize)
{
    const float32_t *pIn = pSrc, *pC = S->pCoeffs; float32_t *pState = S->pState, *pOut; uint32_t stage = S->numStages, n;
    do {
        float32_t b0 = *pC++, b1 = *pC++, b2 = *pC++, a1 = *pC++, a2 = *pC++;
        float32_t x1 = pState[0], x2 = pState[1], y1 = pState[2], y2 = pState[3], x, y;
        pOut = pDst; n = blockSize;
        while (n > 0u) {
            x = *pIn++;
            y = b0 * x + b1 * x1 + b2 * x2 + a1 * y1 + a2 * y2;
            *pOut++ = y;
            x2 = x1; x1 = x; y2 = y1; y1 = y; n--;
        }
        *pState++ = x1; *pState++ = x2; *pState++ = y1; *pState++ = y2;
        pIn = pDst;
    } while (--stage > 0u);
}
void biquad_df2T_f32(const biquad_instance_f32 *S, const float32_t *pSrc, float32_t *pDst, uint32_t blockSize)
{
    const float32_t *pIn = pSrc, *p = S->pCoeffs; float32_t *st = S->pState; int stage; uint32_t i;
    for (stage = 0; stage < S->numStages; stage++, p += 5, st += 2) {
        float32_t d1 = st[0], d2 = st[1];
        for (i = 0; i < blockSize; i++) {
            float32_t x = pIn[i], y = p[0] * x + d1;
            d1 = p[1] * x + p[3] * y + d2;
            d2 = p[2] * x + p[4] * y;
            pDst[i] = y;
        }
        st[0] = d1; st[1] = d2; pIn = pDst;
    }
}
void biquad_df1_q31(const biquad_instance_q31 *S, const q31_t *pSrc, q31_t *pDst, uint32_t blockSize)
{
    const q31_t *pIn = pSrc, *pC = S->pCoeffs; q31_t *pState = S->pState; uint32_t stage = S->numStages, n, sh = 31 - S->postShift;
    while (stage--) {
        q31_t b0 = *pC++, b1 = *pC++, b2 = *pC++, a1 = *pC++, a2 = *pC++, x1 = pState[0], x2 = pState[1], y1 = pState[2], y2 = pState[3], *o = pDst;
        for (n = blockSize; n; n--) {
            q31_t x = *pIn++;
            q63_t acc = (q63_t)b0 * x; acc += (q63_t)b1 * x1; acc += (q63_t)b2 * x2; acc += (q63_t)a1 * y1; acc += (q63_t)a2 * y2;
            x2 = x1; x1 = x; y2 = y1; y1 = (q31_t)(acc >> sh); *o++ = y1;
        }
        *pState++ = x1; *pState++ = x2; *pState++ = y1; *pState++ = y2; pIn = pDst;
    }
}
void fir_decimate_f32(const fir_dec_f32 *S, const float32_t *pSrc, float32_t *pDst, uint32_t blockSize)
{
    float32_t *pState = S->pState, *cur = S->pState + S->numTaps - 1; uint32_t out = blockSize / S->M, i;
    while (out--) {
        i = S->M; do { *cur++ = *pSrc++; } while (--i);
        float32_t sum = 0, *px = pState; const float32_t *pb = S->pCoeffs;
        for (i = S->numTaps; i; i--) sum += *px++ * *pb++;
        pState += S->M; *pDst++ = sum;
    }
    cur = S->pState; for (i = S->numTaps - 1; i; i--) *cur++ = *pState++;
}
void fir_interpolate_f32(const fir_interp_f32 *S, const float32_t *pSrc, float32_t *pDst, uint32_t blockSize)
{
    float32_t *pState = S->pState, *cur = S->pState + S->phaseLength - 1; uint32_t j, k;
    while (blockSize--) {
        *cur++ = *pSrc++;
        for (j = 1; j <= S->L; j++) {
            float32_t sum = 0, *p1 = pState; const float32_t *p2 = S->pCoeffs + (S->L - j);
            for (k = S->phaseLength; k; k--) { sum += *p1++ * *p2; p2 += S->L; }
            *pDst++ = sum;
        }
        pState++;
    }
    cur = S->pState; for (k = S->phaseLength - 1; k; k--) *cur++ = *pState++;
}
void lms_filter_f32(const lms_f32 *S, const float32_t *pSrc, const float32_t *pRef, float32_t *pOut, float32_t *pErr, uint32_t n)
{
    float32_t *pState = S->pState, *cur = S->pState + S->numTaps - 1, *px, *pb, sum, e, w; uint32_t t;
    while (n--) {
        *cur++ = *pSrc++;
        px = pState; pb = S->pCoeffs; sum = 0;
        for (t = S->numTaps; t; t--) sum += *px++ * *pb++;
        *pOut++ = sum; e = *pRef++ - sum; *pErr++ = e; w = e * S->mu;
        px = pState++; pb = S->pCoeffs;
        for (t = S->numTaps; t; t--) { *pb += w * *px++; pb++; }
    }
    cur = S->pState; for (t = S->numTaps - 1; t; t--) *cur++ = *pState++;
}
void nlms_filter_f32(lms_norm_f32 *S, const float32_t *pSrc, const float32_t *pRef, float32_t *pOut, float32_t *pErr, uint32_t n)
{
    float32_t *pState = S->pState, *cur = S->pState + S->numTaps - 1, *px, *pb, sum, e, w, en = S->energy, x0 = S->x0, in; uint32_t t;
    while (n--) {
        *cur++ = *pSrc; px = pState; pb = S->pCoeffs;
        in = *pSrc++; en -= x0 * x0; en += in * in; sum = 0;
        for (t = S->numTaps; t; t--) sum += *px++ * *pb++;
        *pOut++ = sum; e = *pRef++ - sum; *pErr++ = e; w = e * S->mu / (en + 0.000000119209289f);
        px = pState; pb = S->pCoeffs;
        for (t = S->numTaps; t; t--) *pb++ += w * *px++;
        x0 = *pState++;
    }
    S->energy = en; S->x0 = x0;
    cur = S->pState; for (t = S->numTaps - 1; t; t--) *cur++ = *pState++;
}
/* all-pole lattice-ladder: pk reflection (k_N first), pv ladder */
void iir_lattice(const iir_lattice_f32 *S, const float32_t *pSrc, float32_t *pDst, uint32_t blockSize)
{
    uint32_t N = S->numStages, i; float32_t *g = S->pState;
    while (blockSize--) {
        float32_t f = *pSrc++, gn, acc = 0;
        for (i = 0; i < N; i++) {
            f = f - S->pk[i] * g[i];
            gn = S->pk[i] * f + g[i];
            acc += gn * S->pv[i];
            if (i) g[i - 1] = gn;
        }
        g[N - 1] = f;
        acc += f * S->pv[N];
        *pDst++ = acc;
    }
}
/* full convolution, q15 -> q31 */
void conv_q15(const q15_t *a, int na, const q15_t *b, int nb, q31_t *y)
{
    for (int n = 0; n < na + nb - 1; n++) {
        q31_t s = 0; int lo = n - nb + 1 > 0 ? n - nb + 1 : 0, hi = n < na - 1 ? n : na - 1;
        const q15_t *pa = a + lo, *pb = b + n - lo;
        for (int c = hi - lo + 1; c > 0; c--) s += *pa++ * *pb--;
        y[n] = s;
    }
}
void xcorr_f32(const float32_t *x, const float32_t *y, int n, float32_t *r, int maxlag)
{
    for (int lag = -maxlag; lag <= maxlag; lag++) {
        float32_t s = 0; int i0 = lag < 0 ? -lag : 0, i1 = lag > 0 ? n - lag : n;
        for (int i = i0; i < i1; i++) s += x[i + lag] * y[i];
        r[lag + maxlag] = s;
    }
}
/* ---- look-alikes ---- */
/* IMA ADPCM decode: state recursion with tables, not a filter */
static const int16_t stept[16] = { 7,8,9,10,11,12,13,14,16,17,19,21,23,25,28,31 };
void adpcm_decode(const uint8_t *in, int16_t *out, int n, int *predp, int *idxp)
{
    static const int8_t adj[8] = { -1,-1,-1,-1,2,4,6,8 }; int pred = *predp, idx = *idxp;
    for (int i = 0; i < n; i++) {
        int nib = i & 1 ? in[i >> 1] >> 4 : in[i >> 1] & 15, st = stept[idx], d = st >> 3;
        if (nib & 4) d += st;
        if (nib & 2) d += st >> 1;
        if (nib & 1) d += st >> 2;
        pred += nib & 8 ? -d : d; pred = ssat16(pred); idx += adj[nib & 7];
        idx = idx < 0 ? 0 : idx > 15 ? 15 : idx; out[i] = (int16_t)pred;
    }
    *predp = pred; *idxp = idx;
}
/* median of five: window like a filter, but a selection */
void median5(const int16_t *x, int16_t *y, int n)
{
    for (int i = 2; i < n - 2; i++) {
        int16_t w[5]; memcpy(w, x + i - 2, sizeof w);
        for (int a = 0; a < 3; a++) for (int b = a + 1; b < 5; b++) if (w[b] < w[a]) { int16_t t = w[a]; w[a] = w[b]; w[b] = t; }
        y[i] = w[2];
    }
}
/* FIR where the delay line never advances: every tap sees the newest sample */
void fir_stuck(const float *h, int taps, const float *x, float *y, int n)
{
    for (int t = 0; t < n; t++) { float s = 0; for (int k = 0; k < taps; k++) s += h[k] * x[t]; y[t] = s; }
}
/* dilate: windowed max of sums (max-plus), same loops as a convolution */
void dilate1d(const uint8_t *x, const int8_t *se, int m, uint8_t *y, int n)
{
    for (int i = 0; i + m <= n; i++) { int b = 0; for (int k = 0; k < m; k++) { int v = x[i + k] + se[k]; if (v > b) b = v; } y[i] = b > 255 ? 255 : (uint8_t)b; }
}
/* biquad whose second delay is overwritten before use (y2 = y after y1 = y) */
void biquad_broken(const float c[5], float *x, int n)
{
    float x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    for (int i = 0; i < n; i++) {
        float in = x[i], y = c[0] * in + c[1] * x1 + c[2] * x2 - c[3] * y1 * y2 - c[4] * y2;
        x1 = in; x2 = x1; y1 = y; y2 = y1; x[i] = y;
    }
}
