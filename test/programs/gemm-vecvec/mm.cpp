// Vector of vectors, as many courses teach it.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <vector>

using namespace std;

typedef vector<vector<double>> Mat;

Mat product(const Mat &A, const Mat &B) {
  int n = A.size(), m = B[0].size(), l = B.size();
  Mat C(n, vector<double>(m, 0.0));
  for (int j = 0; j < m; j++)
    for (int i = 0; i < n; i++)
      for (int k = 0; k < l; k++)
        C[i][j] += A[i][k] * B[k][j];
  return C;
}

int main(int argc, char *argv[]) {
  int n = 200;
  if (argc > 1) {
    auto [end, error] = from_chars(argv[1], argv[1] + strlen(argv[1]), n);
    if (error != errc()) {
      fprintf(stderr, "%s is not a number\n", argv[1]);
      return 1;
    }
  }
  int cols = 4;
  Mat A(n, vector<double>(n)), B(n, vector<double>(cols));
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      A[i][j] = (i + 2 * j) % 9;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < cols; j++)
      B[i][j] = i == j ? 1 : 0.25;
  Mat C = product(A, B);
  double s = 0;
  for (auto &row : C)
    for (double x : row)
      s += x;
  printf("%.2f\n", s);
  return 0;
}
