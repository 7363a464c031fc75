// Signals, ciphers and what else GPUs compute.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "../../gpu/Inputs/cuda.h"

__global__ void firFilter(const float *x, const float *h, float *y, int n, int taps) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    float s = 0;
    for (int k = 0; k < taps; k++)
      s += h[k] * x[i + k];
    y[i] = s;
  }
}

__constant__ float kernel2d[25];
__global__ void blur5x5(const float *in, float *out, int width, int height) {
  int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width - 4 || y >= height - 4)
    return;
  float s = 0;
  for (int p = 0; p < 5; p++)
    for (int q = 0; q < 5; q++)
      s += kernel2d[p * 5 + q] * in[(y + p) * width + x + q];
  out[y * width + x] = s;
}

__global__ void dftNaive(const float *re, const float *im, float *outRe, float *outIm, int n) {
  int k = blockIdx.x * blockDim.x + threadIdx.x;
  if (k >= n)
    return;
  float sr = 0, si = 0;
  for (int t = 0; t < n; t++) {
    float angle = -6.283185307179586f * k * t / n, c = cosf(angle), s = sinf(angle);
    sr += re[t] * c - im[t] * s;
    si += re[t] * s + im[t] * c;
  }
  outRe[k] = sr;
  outIm[k] = si;
}

// One stage: the host doubles `half`.
__global__ void fftStage(float *re, float *im, const float *wr, const float *wi, int n, int half) {
  int t = blockIdx.x * blockDim.x + threadIdx.x;
  if (t >= n / 2)
    return;
  int group = t / half, j = t % half, a = group * 2 * half + j, b = a + half, w = j * (n / (2 * half));
  float tr = wr[w] * re[b] - wi[w] * im[b], ti = wr[w] * im[b] + wi[w] * re[b];
  re[b] = re[a] - tr;
  im[b] = im[a] - ti;
  re[a] += tr;
  im[a] += ti;
}

__constant__ unsigned K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))

// One block of a message of its own each thread.
__global__ void sha256Blocks(unsigned *states, const unsigned char *blocks, int n) {
  int t = blockIdx.x * blockDim.x + threadIdx.x;
  if (t >= n)
    return;
  unsigned *state = states + 8 * t;
  const unsigned char *block = blocks + 64 * t;
  unsigned w[64];
  for (int i = 0; i < 16; i++)
    w[i] = (unsigned)block[4 * i] << 24 | (unsigned)block[4 * i + 1] << 16 | (unsigned)block[4 * i + 2] << 8 |
           block[4 * i + 3];
  for (int i = 16; i < 64; i++) {
    unsigned s0 = ROR(w[i - 15], 7) ^ ROR(w[i - 15], 18) ^ w[i - 15] >> 3;
    unsigned s1 = ROR(w[i - 2], 17) ^ ROR(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  unsigned a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6],
           h = state[7];
  for (int i = 0; i < 64; i++) {
    unsigned t1 = h + (ROR(e, 6) ^ ROR(e, 11) ^ ROR(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i];
    unsigned t2 = (ROR(a, 2) ^ ROR(a, 13) ^ ROR(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g,
      state[7] += h;
}

__global__ void xteaEncipher(unsigned *data, const unsigned *key, int pairs) {
  int t = blockIdx.x * blockDim.x + threadIdx.x;
  if (t >= pairs)
    return;
  unsigned v0 = data[2 * t], v1 = data[2 * t + 1], sum = 0;
  for (int i = 0; i < 32; i++) {
    v0 += (((v1 << 4) ^ (v1 >> 5)) + v1) ^ (sum + key[sum & 3]);
    sum += 0x9E3779B9;
    v1 += (((v0 << 4) ^ (v0 >> 5)) + v0) ^ (sum + key[(sum >> 11) & 3]);
  }
  data[2 * t] = v0;
  data[2 * t + 1] = v1;
}

// --- what has no name, and must not get one

struct Body {
  float x, y, z, mass;
};
__global__ void bodyForces(const Body *p, float *ax, float *ay, float *az, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  float fx = 0, fy = 0, fz = 0;
  for (int j = 0; j < n; j++) {
    float dx = p[j].x - p[i].x, dy = p[j].y - p[i].y, dz = p[j].z - p[i].z;
    float d = dx * dx + dy * dy + dz * dz + 1e-9f, inv = 1.0f / sqrtf(d);
    float f = p[j].mass * inv * inv * inv;
    fx += dx * f, fy += dy * f, fz += dz * f;
  }
  ax[i] = fx, ay[i] = fy, az[i] = fz;
}

__global__ void blackScholes(const float *price, const float *strike, const float *years, float *call, float rate,
                             float vol, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  float root = sqrtf(years[i]);
  float d1 = (logf(price[i] / strike[i]) + (rate + 0.5f * vol * vol) * years[i]) / (vol * root), d2 = d1 - vol * root;
  float n1 = 0.5f * erfcf(-d1 * 0.70710678f), n2 = 0.5f * erfcf(-d2 * 0.70710678f);
  call[i] = price[i] * n1 - strike[i] * expf(-rate * years[i]) * n2;
}

__global__ void nearestCentre(const float *points, const float *centres, int *label, int n, int k, int dim) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  float best = 3.4e38f;
  int at = 0;
  for (int c = 0; c < k; c++) {
    float d = 0;
    for (int j = 0; j < dim; j++)
      d += (points[i * dim + j] - centres[c * dim + j]) * (points[i * dim + j] - centres[c * dim + j]);
    if (d < best)
      best = d, at = c;
  }
  label[i] = at;
}

// The taps are read backwards and every other one is left out by the data's sign.
__global__ void rectifiedFilter(const float *x, const float *h, float *y, int n, int taps) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    float s = 0;
    for (int k = 0; k < taps; k++)
      s += fabsf(h[k] * x[i + k]);
    y[i] = s;
  }
}

__global__ void mandelbrot(unsigned char *image, int width, int height) {
  int px = blockIdx.x * blockDim.x + threadIdx.x, py = blockIdx.y * blockDim.y + threadIdx.y;
  if (px >= width || py >= height)
    return;
  float cx = 3.0f * px / width - 2, cy = 2.0f * py / height - 1, x = 0, y = 0;
  int i = 0;
  while (x * x + y * y < 4 && i < 255) {
    float next = x * x - y * y + cx;
    y = 2 * x * y + cy;
    x = next;
    i++;
  }
  image[py * width + px] = i;
}

// The rotation of one word is off by one: some mixing, no XTEA.
__global__ void almostXtea(unsigned *data, const unsigned *key, int pairs) {
  int t = blockIdx.x * blockDim.x + threadIdx.x;
  if (t >= pairs)
    return;
  unsigned v0 = data[2 * t], v1 = data[2 * t + 1], sum = 0;
  for (int i = 0; i < 32; i++) {
    v0 += (((v1 << 4) ^ (v1 >> 5)) + v1) ^ (sum + key[sum & 3]);
    sum += 0x9E3779B9;
    v1 += (((v0 << 4) ^ (v0 >> 6)) + v0) ^ (sum + key[(sum >> 11) & 3]);
  }
  data[2 * t] = v0;
  data[2 * t + 1] = v1;
}
