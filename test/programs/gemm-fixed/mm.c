/* Matrix multiply over fixed-size global arrays, of which a corner is used. */
#include <stdio.h>
#include <stdlib.h>

#define MAX 3000

static double a[MAX][MAX], b[MAX][MAX], c[MAX][MAX];

static void fill(int n) {
  int i, j;
  for (i = 0; i < n; i++)
    for (j = 0; j < n; j++) {
      a[i][j] = (double)(i - j);
      b[i][j] = (double)((i * j) & 15);
    }
}

static void multiply(int n) {
  int i, j, k;
  for (i = 0; i < n; i++)
    for (j = 0; j < n; j++)
      for (k = 0; k < n; k++)
        c[i][j] += a[i][k] * b[k][j];
}

int main(int argc, char *argv[]) {
  int n = 100, i;
  double s = 0.0;
  if (argc > 1)
    n = atoi(argv[1]);
  if (n > MAX) {
    fprintf(stderr, "at most %d\n", MAX);
    return 1;
  }
  fill(n);
  multiply(n);
  for (i = 0; i < n; i++)
    s += c[i][n - 1 - i];
  printf("antidiagonal = %.0f\n", s);
  return 0;
}
