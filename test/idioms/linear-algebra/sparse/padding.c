// Entries of an ELL matrix that are left out by their index: padding is what no index is.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='spmv matched'

// CHECK: negative: spmv matched
void negative(int rows, int width, const int *col, const double *val, const double *x, double *y) {
  for (int i = 0; i < rows; i++)
    for (int k = 0; k < width; k++)
      if (col[k * rows + i] >= 0)
        y[i] += val[k * rows + i] * x[col[k * rows + i]];
}
// CHECK: sentinel: spmv matched
void sentinel(int rows, int width, const unsigned *col, const double *val, const double *x, double *y) {
  for (int i = 0; i < rows; i++)
    for (int k = 0; k < width; k++)
      if (col[k * rows + i] != ~0u)
        y[i] += val[k * rows + i] * x[col[k * rows + i]];
}
// A part of the columns.
void right_of(int rows, int width, const int *col, const double *val, const double *x, double *y) {
  for (int i = 0; i < rows; i++)
    for (int k = 0; k < width; k++)
      if (col[k * rows + i] > 100)
        y[i] += val[k * rows + i] * x[col[k * rows + i]];
}
void positive(int rows, int width, const int *col, const double *val, const double *x, double *y) {
  for (int i = 0; i < rows; i++)
    for (int k = 0; k < width; k++)
      if (col[k * rows + i] > 0)
        y[i] += val[k * rows + i] * x[col[k * rows + i]];
}
// One column is left out.
void without_one(int rows, int width, const int *col, const double *val, const double *x, double *y) {
  for (int i = 0; i < rows; i++)
    for (int k = 0; k < width; k++)
      if (col[k * rows + i] != 5)
        y[i] += val[k * rows + i] * x[col[k * rows + i]];
}
// The padding itself.
void inverse(int rows, int width, const int *col, const double *val, const double *x, double *y) {
  for (int i = 0; i < rows; i++)
    for (int k = 0; k < width; k++)
      if (col[k * rows + i] < 0)
        y[i] += val[k * rows + i] * x[-col[k * rows + i]];
}
