// What ends in zeros wherever nothing happens is no compression, although Argon2's of a block
// and itself is zero, too.
// RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=argon2 --allow-empty
typedef unsigned char u8;

void generation(const u8 *a, u8 *b, int w, int h) {
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      int n = 0;
      for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
          if (!dy && !dx)
            continue;
          n += a[((y + dy + h) % h) * w + (x + dx + w) % w];
        }
      b[y * w + x] = n == 3 || (n == 2 && a[y * w + x]);
    }
}

void bright(const u8 *a, u8 *b, int n) {
  for (int i = 0; i < n; i++)
    b[i] = a[i] + a[n - 1 - i] > 600;
}
// CHECK: generation
