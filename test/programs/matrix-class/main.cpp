// A grid, a copy of it, and a row that an aliased function allocates.
#include "grid.h"

#include <cstdio>
#include <cstdlib>

int main(int argc, char **argv) {
  std::size_t N = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100;
  Grid A(N);
  for (std::size_t I = 0; I < N; ++I)
    for (std::size_t J = 0; J < N; ++J)
      A.at(I, J) = double(I * J % 17);
  Grid B(A);
  double *Row = grid_cells_v2(N * 64);
  for (std::size_t I = 0; I < N * 64; ++I)
    Row[I] = B.at(I % N, I / 64);
  std::printf("%g %g\n", Row[N], B.at(N - 1, N / 2));
  std::free(Row);
  return 0;
}
