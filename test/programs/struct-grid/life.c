#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

// A matrix of structs: a game of life that remembers how old each cell is.
typedef struct {
  bool alive, next;
  short neighbours;
  int age;
} Cell;

typedef struct {
  long rows, cols;
  Cell **row;
} Board;

static Board board_make(long rows, long cols) {
  Board b = {rows, cols, malloc(rows * sizeof(Cell *))};
  for (long r = 0; r < rows; r++) {
    b.row[r] = calloc(cols, sizeof(Cell));
    for (long c = 0; c < cols; c++)
      b.row[r][c].alive = (r * 7 + c * 3) % 5 < 2;
  }
  return b;
}

static void board_step(Board *b) {
  for (long r = 1; r < b->rows - 1; r++)
    for (long c = 1; c < b->cols - 1; c++) {
      Cell *x = &b->row[r][c];
      int n = 0;
      for (int dr = -1; dr <= 1; dr++)
        for (int dc = -1; dc <= 1; dc++)
          n += b->row[r + dr][c + dc].alive;
      x->neighbours = (short)(n - x->alive);
      x->next = x->neighbours == 3 || (x->alive && x->neighbours == 2);
    }
  for (long r = 1; r < b->rows - 1; r++)
    for (long c = 1; c < b->cols - 1; c++) {
      Cell *x = &b->row[r][c];
      x->age = x->next ? x->age + 1 : 0;
      x->alive = x->next;
    }
}

int main(int argc, char **argv) {
  long rows = 100, cols = 100, steps = 1;
  if (argc > 1)
    rows = strtol(argv[1], NULL, 10);
  if (argc > 2)
    cols = strtol(argv[2], NULL, 10);
  if (argc > 3)
    steps = strtol(argv[3], NULL, 10);
  Board b = board_make(rows, cols);
  for (long s = 0; s < steps; s++)
    board_step(&b);
  long alive = 0, age = 0;
  for (long r = 0; r < rows; r++) {
    for (long c = 0; c < cols; c++) {
      alive += b.row[r][c].alive;
      age += b.row[r][c].age;
    }
    free(b.row[r]);
  }
  free(b.row);
  printf("%ld alive, total age %ld\n", alive, age);
}
