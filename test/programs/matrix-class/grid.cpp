#include "grid.h"

#include <cstdlib>
#include <cstring>

extern "C" double *grid_cells(std::size_t Count) {
  return static_cast<double *>(std::calloc(Count, sizeof(double)));
}
extern "C" double *grid_cells_v2(std::size_t Count) __attribute__((alias("grid_cells")));

Grid::Grid(std::size_t Rows) : Rows(Rows), Cells(grid_cells(Rows * Rows)) {}
Grid::Grid(const Grid &Other) : Grid(Other.Rows) {
  std::memcpy(Cells, Other.Cells, Rows * Rows * sizeof(double));
}
Grid::~Grid() { std::free(Cells); }
