// Columns of a table in vectors that grow side by side: argv[1] of them, argv[2] rows.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

struct Column {
  std::string name;
  std::vector<double> values;
};

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  int count = std::atoi(argv[1]), rows = std::atoi(argv[2]);
  std::vector<Column> columns;
  for (int c = 0; c < count; c++)
    columns.push_back({"column", {}});
  for (int r = 0; r < rows; r++)
    for (Column &c : columns)
      c.values.push_back(r * 0.5);
  double sum = 0;
  for (Column &c : columns)
    for (double v : c.values)
      sum += v;
  std::printf("%g\n", sum);
}
