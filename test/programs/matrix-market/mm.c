/* y = A x, repeatedly, for a sparse matrix in MatrixMarket's coordinate format. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  int rows, cols, nnz;
  int *start, *col;
  double *value;
} csr_t;

static void *xmalloc(size_t n) {
  void *p = malloc(n);
  if (!p) {
    fprintf(stderr, "out of memory\n");
    exit(1);
  }
  return p;
}

static csr_t read_matrix(FILE *f) {
  char line[1024], object[64], format[64], field[64], symmetry[64];
  if (!fgets(line, sizeof line, f) ||
      sscanf(line, "%%%%MatrixMarket %63s %63s %63s %63s", object, format, field, symmetry) != 4) {
    fprintf(stderr, "no MatrixMarket banner\n");
    exit(1);
  }
  if (strcmp(object, "matrix") || strcmp(format, "coordinate")) {
    fprintf(stderr, "only sparse matrices\n");
    exit(1);
  }
  do {
    if (!fgets(line, sizeof line, f))
      exit(1);
  } while (line[0] == '%');
  csr_t m;
  if (sscanf(line, "%d %d %d", &m.rows, &m.cols, &m.nnz) != 3) {
    fprintf(stderr, "no sizes\n");
    exit(1);
  }
  int *ri = xmalloc(m.nnz * sizeof *ri), *ci = xmalloc(m.nnz * sizeof *ci);
  double *v = xmalloc(m.nnz * sizeof *v);
  for (int i = 0; i < m.nnz; i++) {
    if (fscanf(f, "%d %d %lg", &ri[i], &ci[i], &v[i]) != 3) {
      fprintf(stderr, "entry %d is missing\n", i);
      exit(1);
    }
    ri[i]--;
    ci[i]--;
  }
  m.start = calloc(m.rows + 1, sizeof *m.start);
  m.col = xmalloc(m.nnz * sizeof *m.col);
  m.value = xmalloc(m.nnz * sizeof *m.value);
  for (int i = 0; i < m.nnz; i++)
    m.start[ri[i] + 1]++;
  for (int i = 0; i < m.rows; i++)
    m.start[i + 1] += m.start[i];
  int *at = xmalloc(m.rows * sizeof *at);
  memcpy(at, m.start, m.rows * sizeof *at);
  for (int i = 0; i < m.nnz; i++) {
    int k = at[ri[i]]++;
    m.col[k] = ci[i];
    m.value[k] = v[i];
  }
  free(at);
  free(ri);
  free(ci);
  free(v);
  return m;
}

int main(int argc, char **argv) {
  int times = 1, c;
  while ((c = getopt(argc, argv, "n:")) != -1)
    if (c == 'n')
      times = atoi(optarg);
    else
      return 2;
  if (optind >= argc) {
    fprintf(stderr, "usage: %s [-n times] matrix.mtx\n", argv[0]);
    return 2;
  }
  FILE *f = fopen(argv[optind], "r");
  if (!f) {
    perror(argv[optind]);
    return 1;
  }
  csr_t m = read_matrix(f);
  fclose(f);
  double *x = xmalloc(m.cols * sizeof *x), *y = xmalloc(m.rows * sizeof *y);
  for (int i = 0; i < m.cols; i++)
    x[i] = 1.0 / (i + 1);
  for (int t = 0; t < times; t++) {
    for (int i = 0; i < m.rows; i++) {
      double s = 0;
      for (int k = m.start[i]; k < m.start[i + 1]; k++)
        s += m.value[k] * x[m.col[k]];
      y[i] = s;
    }
    if (m.rows == m.cols)
      for (int i = 0; i < m.rows; i++)
        x[i] = y[i] / 64;
  }
  double norm = 0;
  for (int i = 0; i < m.rows; i++)
    norm += y[i] * y[i];
  printf("%d x %d, %d entries, %.6e\n", m.rows, m.cols, m.nnz, norm);
  return 0;
}
