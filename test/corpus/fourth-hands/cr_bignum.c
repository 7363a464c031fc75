/* multi-precision, elliptic curves, lattice transforms */
#include <stdint.h>
#include <string.h>
#include <stdlib.h>
typedef unsigned __int128 u128; typedef int64_t i64; typedef uint64_t u64; typedef uint8_t u8;
typedef i64 gf[16];

void bn_mul(u64 *r, const u64 *a, int na, const u64 *b, int nb)
{
    int i, j; u64 c;
    for (i = 0; i < na + nb; i++) r[i] = 0;
    for (i = 0; i < na; i++) {
        c = 0;
        for (j = 0; j < nb; j++) { u128 t = (u128)a[i] * b[j] + r[i + j] + c; r[i + j] = (u64)t; c = (u64)(t >> 64); }
        r[i + nb] = c;
    }
}
/* 32-bit digits, comba columns */
void bn_mul_comba(uint32_t *z, const uint32_t *x, const uint32_t *y, int n)
{
    uint32_t c0 = 0, c1 = 0, c2 = 0;
    for (int k = 0; k < 2 * n - 1; k++) {
        int lo = k < n ? 0 : k - n + 1, hi = k < n ? k : n - 1;
        for (int i = lo; i <= hi; i++) {
            u64 t = (u64)x[i] * y[k - i], s = (u64)c0 + (uint32_t)t;
            c0 = (uint32_t)s; s = (u64)c1 + (t >> 32) + (s >> 32); c1 = (uint32_t)s; c2 += (uint32_t)(s >> 32);
        }
        z[k] = c0; c0 = c1; c1 = c2; c2 = 0;
    }
    z[2 * n - 1] = c0;
}
u64 bn_add(u64 *r, const u64 *a, const u64 *b, int n)
{
    u64 c = 0;
    for (int i = 0; i < n; i++) { u128 t = (u128)a[i] + b[i] + c; r[i] = (u64)t; c = (u64)(t >> 64); }
    return c;
}
/* CIOS Montgomery product: r = a b R^-1 mod m */
void mont_mul(u64 *r, const u64 *a, const u64 *b, const u64 *m, u64 minv, int n)
{
    u64 t[34]; int i, j; u64 c, q; u128 s;
    memset(t, 0, (n + 2) * sizeof(u64));
    for (i = 0; i < n; i++) {
        for (c = 0, j = 0; j < n; j++) { s = (u128)a[j] * b[i] + t[j] + c; t[j] = (u64)s; c = (u64)(s >> 64); }
        s = (u128)t[n] + c; t[n] = (u64)s; t[n + 1] = (u64)(s >> 64);
        q = t[0] * minv;
        s = (u128)q * m[0] + t[0]; c = (u64)(s >> 64);
        for (j = 1; j < n; j++) { s = (u128)q * m[j] + t[j] + c; t[j - 1] = (u64)s; c = (u64)(s >> 64); }
        s = (u128)t[n] + c; t[n - 1] = (u64)s; t[n] = t[n + 1] + (u64)(s >> 64);
    }
    u64 br = 0, d[33];
    for (j = 0; j < n; j++) { s = (u128)t[j] - m[j] - br; d[j] = (u64)s; br = (u64)(s >> 64) & 1; }
    u64 keep = 0 - (u64)(t[n] < br);
    for (j = 0; j < n; j++) r[j] = (t[j] & keep) | (d[j] & ~keep);
}
/* r = b^e mod m; rr = R^2 mod m */
void mod_exp_mont(u64 *r, const u64 *b, const u64 *e, int ebits, const u64 *m, const u64 *rr, u64 minv, int n)
{
    u64 x[32], acc[32], one[32] = {1}; int i;
    mont_mul(x, b, rr, m, minv, n); mont_mul(acc, one, rr, m, minv, n);
    for (i = ebits - 1; i >= 0; i--) {
        mont_mul(acc, acc, acc, m, minv, n);
        if (e[i / 64] >> (i % 64) & 1) mont_mul(acc, acc, x, m, minv, n);
    }
    mont_mul(r, acc, one, m, minv, n);
}
static u64 mulmod(u64 a, u64 b, u64 m) { return (u64)((u128)a * b % m); }
u64 powmod64(u64 b, u64 e, u64 m)
{
    u64 r = 1 % m; b %= m;
    while (e) { if (e & 1) r = mulmod(r, b, m); b = mulmod(b, b, m); e >>= 1; }
    return r;
}
u64 rsa_crt_private(u64 c, u64 p, u64 q, u64 dp, u64 dq, u64 qinv)
{
    u64 m1 = powmod64(c, dp, p), m2 = powmod64(c, dq, q);
    u64 h = mulmod(qinv, (m1 + p - m2 % p) % p, p);
    return m2 + h * q;
}

/* ---- X25519 / Ed25519, tweet style ---- */
static const gf gf0, gf1 = {1}, _121665 = {0xDB41, 1};
static const gf D2 = {0xf159, 0x26b2, 0x9b94, 0xebd6, 0xb156, 0x8283, 0x149a, 0x00e0, 0xd130, 0xeef3, 0x80f2, 0x198e, 0xfce7, 0x56df, 0xd9dc, 0x2406};
static void car(gf o) { int i; i64 c; for (i = 0; i < 16; i++) { o[i] += 1LL << 16; c = o[i] >> 16; o[(i + 1) * (i < 15)] += c - 1 + 37 * (c - 1) * (i == 15); o[i] -= c * 65536; } }
static void sel(gf p, gf q, int b) { i64 t, c = ~(i64)(b - 1); for (int i = 0; i < 16; i++) { t = c & (p[i] ^ q[i]); p[i] ^= t; q[i] ^= t; } }
static void A_(gf o, const gf a, const gf b) { for (int i = 0; i < 16; i++) o[i] = a[i] + b[i]; }
static void Z_(gf o, const gf a, const gf b) { for (int i = 0; i < 16; i++) o[i] = a[i] - b[i]; }
static void M_(gf o, const gf a, const gf b)
{
    i64 t[31]; int i, j;
    for (i = 0; i < 31; i++) t[i] = 0;
    for (i = 0; i < 16; i++) for (j = 0; j < 16; j++) t[i + j] += a[i] * b[j];
    for (i = 0; i < 15; i++) t[i] += 38 * t[i + 16];
    for (i = 0; i < 16; i++) o[i] = t[i];
    car(o); car(o);
}
static void inv(gf o, const gf i) { gf c; int a; for (a = 0; a < 16; a++) c[a] = i[a]; for (a = 253; a >= 0; a--) { M_(c, c, c); if (a != 2 && a != 4) M_(c, c, i); } for (a = 0; a < 16; a++) o[a] = c[a]; }
static void pack(u8 *o, const gf n)
{
    int i, j, b; gf m, t;
    for (i = 0; i < 16; i++) t[i] = n[i];
    car(t); car(t); car(t);
    for (j = 0; j < 2; j++) {
        m[0] = t[0] - 0xffed;
        for (i = 1; i < 15; i++) { m[i] = t[i] - 0xffff - ((m[i-1] >> 16) & 1); m[i-1] &= 0xffff; }
        m[15] = t[15] - 0x7fff - ((m[14] >> 16) & 1); b = (m[15] >> 16) & 1; m[14] &= 0xffff;
        sel(t, m, 1 - b);
    }
    for (i = 0; i < 16; i++) { o[2*i] = t[i] & 0xff; o[2*i+1] = t[i] >> 8; }
}
int x25519(u8 *q, const u8 *n, const u8 *p)
{
    u8 z[32]; gf x, a, b, c, d, e, f; int r, i;
    for (i = 0; i < 31; i++) z[i] = n[i];
    z[31] = (n[31] & 127) | 64; z[0] &= 248;
    for (i = 0; i < 16; i++) x[i] = p[2*i] + ((i64)p[2*i+1] << 8);
    x[15] &= 0x7fff;
    for (i = 0; i < 16; i++) { b[i] = x[i]; d[i] = a[i] = c[i] = 0; }
    a[0] = d[0] = 1;
    for (i = 254; i >= 0; --i) {
        r = (z[i >> 3] >> (i & 7)) & 1;
        sel(a, b, r); sel(c, d, r);
        A_(e, a, c); Z_(a, a, c); A_(c, b, d); Z_(b, b, d); M_(d, e, e); M_(f, a, a); M_(a, c, a); M_(c, b, e);
        A_(e, a, c); Z_(a, a, c); M_(b, a, a); Z_(c, d, f); M_(a, c, _121665); A_(a, a, d); M_(c, c, a); M_(a, d, f); M_(d, b, x); M_(b, e, e);
        sel(a, b, r); sel(c, d, r);
    }
    inv(c, c); M_(a, a, c); pack(q, a);
    return 0;
}
void ed25519_scalarmult(gf p[4], gf q[4], const u8 *s)
{
    int i, k, rep; gf a, b, c, d, t, e, f, g, h;
    for (i = 0; i < 16; i++) { p[0][i] = gf0[i]; p[1][i] = gf1[i]; p[2][i] = gf1[i]; p[3][i] = gf0[i]; }
    for (i = 255; i >= 0; --i) {
        int bit = (s[i / 8] >> (i & 7)) & 1;
        for (k = 0; k < 4; k++) sel(p[k], q[k], bit);
        for (rep = 0; rep < 2; rep++) {
            gf *P = rep ? p : q, *Q = p;
            Z_(a, P[1], P[0]); Z_(t, Q[1], Q[0]); M_(a, a, t); A_(b, P[0], P[1]); A_(t, Q[0], Q[1]); M_(b, b, t);
            M_(c, P[3], Q[3]); M_(c, c, D2); M_(d, P[2], Q[2]); A_(d, d, d);
            Z_(e, b, a); Z_(f, d, c); A_(g, d, c); A_(h, b, a);
            M_(P[0], e, f); M_(P[1], h, g); M_(P[2], g, f); M_(P[3], e, h);
        }
        for (k = 0; k < 4; k++) sel(p[k], q[k], bit);
    }
}
/* radix 2^51 multiplication modulo 2^255-19 */
void fe51_mul(u64 h[5], const u64 f[5], const u64 g[5])
{
    const u64 m = (1ULL << 51) - 1; u128 r[5]; u64 c; int i, j;
    for (i = 0; i < 5; i++) { r[i] = 0; for (j = 0; j < 5; j++) r[i] += (u128)f[j] * (j <= i ? g[i - j] : 19 * g[i + 5 - j]); }
    for (i = 0; i < 4; i++) { r[i + 1] += (u64)(r[i] >> 51); h[i] = (u64)r[i] & m; }
    c = (u64)(r[4] >> 51); h[4] = (u64)r[4] & m; h[0] += 19 * c; h[1] += h[0] >> 51; h[0] &= m;
}
/* P-256 Jacobian doubling over Montgomery residues */
static const u64 P256[4] = { 0xffffffffffffffffULL, 0x00000000ffffffffULL, 0, 0xffffffff00000001ULL };
static void fsub(u64 *r, const u64 *a, const u64 *b)
{
    u64 br = 0; int i; u128 s; u64 c = 0;
    for (i = 0; i < 4; i++) { s = (u128)a[i] - b[i] - br; r[i] = (u64)s; br = (u64)(s >> 64) & 1; }
    for (i = 0; i < 4; i++) { s = (u128)r[i] + (P256[i] & (0 - br)) + c; r[i] = (u64)s; c = (u64)(s >> 64); }
}
static void fadd(u64 *r, const u64 *a, const u64 *b) { u64 z[4] = {0}, t[4]; fsub(t, z, b); fsub(r, a, t); }
#define FM(r,a,b) mont_mul(r, a, b, P256, 1, 4)
void p256_double(u64 X3[4], u64 Y3[4], u64 Z3[4], const u64 X[4], const u64 Y[4], const u64 Z[4])
{
    u64 delta[4], gamma[4], beta[4], alpha[4], t[4], u[4];
    FM(delta, Z, Z); FM(gamma, Y, Y); FM(beta, X, gamma);
    fsub(t, X, delta); fadd(u, X, delta); FM(alpha, t, u); fadd(t, alpha, alpha); fadd(alpha, alpha, t);
    fadd(t, Y, Z); FM(t, t, t); fsub(t, t, gamma); fsub(Z3, t, delta);
    fadd(t, beta, beta); fadd(beta, t, t); FM(u, alpha, alpha); fsub(u, u, beta); fsub(X3, u, beta);
    fsub(t, beta, X3); FM(t, alpha, t); FM(gamma, gamma, gamma);
    fadd(gamma, gamma, gamma); fadd(gamma, gamma, gamma); fadd(gamma, gamma, gamma); fsub(Y3, t, gamma);
}

/* ---- NTTs ---- */
#define KQ 3329
static int16_t kz[128]; static int32_t dz[256];
static int16_t kred(int32_t a) { int16_t t = (int16_t)((int16_t)a * (int16_t)-3327); return (int16_t)((a - (int32_t)t * KQ) >> 16); }
static int32_t dred(i64 a) { int32_t t = (int32_t)((u64)(int32_t)a * 58728449); return (int32_t)((a - (i64)t * 8380417) >> 32); }
void lattice_tables(void)
{
    for (int i = 0; i < 256; i++) {
        int b = 0, k; i64 v = 1;
        for (k = 0; k < 7; k++) b |= (i >> k & 1) << (6 - k);
        if (i < 128) { for (k = 0; k < b; k++) v = v * 17 % KQ; v = (v << 16) % KQ; kz[i] = (int16_t)(v > KQ / 2 ? v - KQ : v); }
        for (b = 0, k = 0; k < 8; k++) b |= (i >> k & 1) << (7 - k);
        for (v = 1, k = 0; k < b; k++) v = v * 1753 % 8380417;
        v = (v << 32) % 8380417; dz[i] = (int32_t)(v > 8380417 / 2 ? v - 8380417 : v);
    }
}
void kyber_ntt(int16_t r[256])
{
    unsigned len, start, j, k = 1; int16_t t, zeta;
    for (len = 128; len >= 2; len >>= 1)
        for (start = 0; start < 256; start = j + len) {
            zeta = kz[k++];
            for (j = start; j < start + len; j++) { t = kred((int32_t)zeta * r[j + len]); r[j + len] = r[j] - t; r[j] = r[j] + t; }
        }
}
void dilithium_ntt(int32_t a[256])
{
    unsigned len, start, j, k = 0; int32_t zeta, t;
    for (len = 128; len > 0; len >>= 1)
        for (start = 0; start < 256; start = j + len) {
            zeta = dz[++k];
            for (j = start; j < start + len; ++j) { t = dred((i64)zeta * a[j + len]); a[j + len] = a[j] - t; a[j] = a[j] + t; }
        }
}
/* generic cyclic NTT mod a prime with a primitive root, Cooley-Tukey with bit reversal */
void ntt_generic(uint32_t *a, int n, uint32_t mod, uint32_t root)
{
    for (int i = 1, j = 0; i < n; i++) { int bit = n >> 1; for (; j & bit; bit >>= 1) j ^= bit; j ^= bit; if (i < j) { uint32_t t = a[i]; a[i] = a[j]; a[j] = t; } }
    for (int len = 2; len <= n; len <<= 1) {
        uint32_t wl = (uint32_t)powmod64(root, n / len, mod);
        for (int i = 0; i < n; i += len) {
            u64 w = 1;
            for (int j = 0; j < len / 2; j++) {
                uint32_t u = a[i + j], v = (uint32_t)(a[i + j + len / 2] * w % mod);
                a[i + j] = u + v < mod ? u + v : u + v - mod;
                a[i + j + len / 2] = u >= v ? u - v : u + mod - v;
                w = w * wl % mod;
            }
        }
    }
}
/* decimal long addition of ledger amounts: carry chain, base 10 text */
int add_decimal_strings(char *out, const char *a, const char *b, int n)
{
    int c = 0;
    for (int i = n - 1; i >= 0; i--) { int s = (a[i] - '0') + (b[i] - '0') + c; c = s >= 10; out[i] = (char)('0' + s - 10 * c); }
    return c;
}
/* product where the carry is dropped between columns */
void bn_mul_nocarry(u64 *r, const u64 *a, const u64 *b, int n)
{
    for (int i = 0; i < 2 * n; i++) r[i] = 0;
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) { r[i + j] += a[i] * b[j]; r[i + j + 1] ^= (u64)(((u128)a[i] * b[j]) >> 64); }
}
