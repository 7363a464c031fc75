#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// 7-point stencil on an n^3 grid with a halo; the size comes from the
// environment: GRID (default 64) and SWEEPS (default 3).

static int from_env(const char *name, int fallback) {
  const char *text = getenv(name);
  return text && *text ? atoi(text) : fallback;
}

int main(void) {
  const int n = from_env("GRID", 64);
  const int sweeps = from_env("SWEEPS", 3);
  const size_t side = n + 2, plane = side * side, cells = plane * side;

  float *u = malloc(cells * sizeof *u);
  float *v = malloc(cells * sizeof *v);
  if (!u || !v)
    return 1;
  memset(u, 0, cells * sizeof *u);
  memset(v, 0, cells * sizeof *v);
  u[(size_t)(n / 2) * plane + (n / 2) * side + n / 2] = 1000.0f;

  for (int s = 0; s < sweeps; ++s) {
    for (int z = 1; z <= n; ++z)
      for (int y = 1; y <= n; ++y)
        for (int x = 1; x <= n; ++x) {
          size_t i = z * plane + y * side + x;
          v[i] = 0.4f * u[i] + 0.1f * (u[i - 1] + u[i + 1] + u[i - side] + u[i + side] +
                                       u[i - plane] + u[i + plane]);
        }
    float *t = u;
    u = v;
    v = t;
  }
  double total = 0;
  for (size_t i = 0; i < cells; ++i)
    total += u[i];
  printf("total %.3f\n", total);
  free(u);
  free(v);
  return 0;
}
