#include <cstddef>

class Grid {
public:
  explicit Grid(std::size_t Rows);
  Grid(const Grid &Other);
  Grid &operator=(const Grid &) = delete;
  ~Grid();
  double &at(std::size_t I, std::size_t J) { return Cells[I * Rows + J]; }
  std::size_t rows() const { return Rows; }

private:
  std::size_t Rows;
  double *Cells;
};

extern "C" double *grid_cells(std::size_t Count);
extern "C" double *grid_cells_v2(std::size_t Count);
