#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

struct Column {
  std::string name;
  std::vector<double> values;
};

int main(int argc, char **argv) {
  if (argc != 2) {
    std::cerr << "usage: csv FILE\n";
    return 1;
  }
  std::ifstream in(argv[1]);
  if (!in) {
    std::cerr << argv[1] << ": cannot be read\n";
    return 1;
  }
  std::vector<Column> columns;
  std::string line;
  if (!std::getline(in, line))
    return 1;
  std::stringstream header(line);
  std::string name;
  while (std::getline(header, name, ','))
    columns.push_back({name, {}});
  while (std::getline(in, line)) {
    const char *p = line.c_str();
    for (Column &c : columns) {
      char *end;
      c.values.push_back(std::strtod(p, &end));
      p = *end == ',' ? end + 1 : end;
    }
  }
  for (Column &c : columns) {
    double sum = 0;
    for (double v : c.values)
      sum += v;
    std::vector<double> sorted = c.values;
    std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
    if (&c == &columns.front() || &c == &columns.back())
      std::cout << c.name << ": " << c.values.size() << " values, median " << sorted[sorted.size() / 2] << "\n";
  }
}
