void eliminate(int n, double A[n][n], int k) {
  for (int i = k + 1; i < n; i++)
    for (int j = k + 1; j < n; j++)
      A[i][j] -= A[i][k] * A[k][j];
}
