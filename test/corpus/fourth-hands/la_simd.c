/* hand-vectorised, AVX2/FMA and SSE */
#include <immintrin.h>
#include <stddef.h>
float sdot_avx(const float *a, const float *b, size_t n)
{
    __m256 s0 = _mm256_setzero_ps(), s1 = _mm256_setzero_ps();
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        s0 = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), s0);
        s1 = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8), s1);
    }
    s0 = _mm256_add_ps(s0, s1);
    __m128 q = _mm_add_ps(_mm256_castps256_ps128(s0), _mm256_extractf128_ps(s0, 1));
    q = _mm_add_ps(q, _mm_movehl_ps(q, q));
    q = _mm_add_ss(q, _mm_shuffle_ps(q, q, 1));
    float r = _mm_cvtss_f32(q);
    for (; i < n; i++) r += a[i] * b[i];
    return r;
}
void saxpy_sse(size_t n, float a, const float *x, float *y)
{
    __m128 va = _mm_set1_ps(a); size_t i;
    for (i = 0; i + 4 <= n; i += 4)
        _mm_storeu_ps(y + i, _mm_add_ps(_mm_loadu_ps(y + i), _mm_mul_ps(va, _mm_loadu_ps(x + i))));
    for (; i < n; i++) y[i] += a * x[i];
}
/* C[4][16] += A(4xk, packed by 4) * B(kx16, packed by 16) */
void sgemm_ukr_4x16(long k, const float *ap, const float *bp, float *c, long ldc)
{
    __m256 c0[4], c1[4];
    for (int i = 0; i < 4; i++) { c0[i] = _mm256_loadu_ps(c + i * ldc); c1[i] = _mm256_loadu_ps(c + i * ldc + 8); }
    for (; k > 0; k--, ap += 4, bp += 16) {
        __m256 b0 = _mm256_loadu_ps(bp), b1 = _mm256_loadu_ps(bp + 8);
        for (int i = 0; i < 4; i++) {
            __m256 a = _mm256_broadcast_ss(ap + i);
            c0[i] = _mm256_fmadd_ps(a, b0, c0[i]); c1[i] = _mm256_fmadd_ps(a, b1, c1[i]);
        }
    }
    for (int i = 0; i < 4; i++) { _mm256_storeu_ps(c + i * ldc, c0[i]); _mm256_storeu_ps(c + i * ldc + 8, c1[i]); }
}
void mat4_mul_sse(float *out, const float *a, const float *b)   /* row-major */
{
    __m128 b0 = _mm_loadu_ps(b), b1 = _mm_loadu_ps(b + 4), b2 = _mm_loadu_ps(b + 8), b3 = _mm_loadu_ps(b + 12);
    for (int i = 0; i < 4; i++) {
        __m128 r = _mm_mul_ps(_mm_set1_ps(a[4*i]), b0);
        r = _mm_add_ps(r, _mm_mul_ps(_mm_set1_ps(a[4*i+1]), b1));
        r = _mm_add_ps(r, _mm_mul_ps(_mm_set1_ps(a[4*i+2]), b2));
        r = _mm_add_ps(r, _mm_mul_ps(_mm_set1_ps(a[4*i+3]), b3));
        _mm_storeu_ps(out + 4*i, r);
    }
}
void relu_avx(float *x, size_t n)
{
    __m256 z = _mm256_setzero_ps(); size_t i;
    for (i = 0; i + 8 <= n; i += 8) _mm256_storeu_ps(x + i, _mm256_max_ps(z, _mm256_loadu_ps(x + i)));
    for (; i < n; i++) x[i] = x[i] > 0 ? x[i] : 0;
}
void fir_avx(const float *x, const float *h, float *y, long n, long taps)   /* x has taps-1 samples of history before it */
{
    long t;
    for (t = 0; t + 8 <= n; t += 8) {
        __m256 acc = _mm256_setzero_ps();
        for (long k = 0; k < taps; k++)
            acc = _mm256_fmadd_ps(_mm256_set1_ps(h[k]), _mm256_loadu_ps(x + t - k), acc);
        _mm256_storeu_ps(y + t, acc);
    }
    for (; t < n; t++) { float s = 0; for (long k = 0; k < taps; k++) s += h[k] * x[t - k]; y[t] = s; }
}
int dot_i8_avx2(const unsigned char *u, const signed char *s, int n)     /* n multiple of 32 */
{
    __m256i acc = _mm256_setzero_si256(), one = _mm256_set1_epi16(1);
    for (int i = 0; i < n; i += 32) {
        __m256i p = _mm256_maddubs_epi16(_mm256_loadu_si256((const __m256i *)(u + i)), _mm256_loadu_si256((const __m256i *)(s + i)));
        acc = _mm256_add_epi32(acc, _mm256_madd_epi16(p, one));
    }
    __m128i q = _mm_add_epi32(_mm256_castsi256_si128(acc), _mm256_extracti128_si256(acc, 1));
    q = _mm_add_epi32(q, _mm_shuffle_epi32(q, 0x4e));
    q = _mm_add_epi32(q, _mm_shuffle_epi32(q, 0xb1));
    return _mm_cvtsi128_si32(q);
}
/* AES-128 with AES-NI, rk already expanded */
void aesni_encrypt_blocks(const unsigned char *in, unsigned char *out, long nblk, const unsigned char rk[176])
{
    const __m128i *k = (const __m128i *)rk;
    while (nblk--) {
        __m128i x = _mm_xor_si128(_mm_loadu_si128((const __m128i *)in), _mm_loadu_si128(k));
        for (int r = 1; r < 10; r++) x = _mm_aesenc_si128(x, _mm_loadu_si128(k + r));
        x = _mm_aesenclast_si128(x, _mm_loadu_si128(k + 10));
        _mm_storeu_si128((__m128i *)out, x);
        in += 16; out += 16;
    }
}
/* look-alikes */
int max_index_sse(const float *x, int n)      /* positions of the largest lane maximum: a plain max, no products */
{
    __m128 m = _mm_set1_ps(-1e30f); int i, arg = 0; float b = -1e30f;
    for (i = 0; i + 4 <= n; i += 4) m = _mm_max_ps(m, _mm_loadu_ps(x + i));
    float t[4]; _mm_storeu_ps(t, m);
    for (int j = 0; j < 4; j++) if (t[j] > b) b = t[j];
    for (; i < n; i++) if (x[i] > b) b = x[i];
    for (i = 0; i < n; i++) if (x[i] == b) { arg = i; break; }
    return arg;
}
float sad_like_dot_avx(const float *a, const float *b, size_t n)
{
    __m256 s = _mm256_setzero_ps(), mask = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
    size_t i; float t[8], r = 0;
    for (i = 0; i + 8 <= n; i += 8) s = _mm256_add_ps(s, _mm256_and_ps(mask, _mm256_sub_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i))));
    _mm256_storeu_ps(t, s);
    for (int j = 0; j < 8; j++) r += t[j];
    for (; i < n; i++) r += a[i] > b[i] ? a[i] - b[i] : b[i] - a[i];
    return r;
}
