// Lines of a file, of each its length in each of three columns.
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  std::ifstream in(argv[1]);
  std::vector<std::vector<double>> columns(3);
  std::string line;
  while (std::getline(in, line))
    for (auto &c : columns)
      c.push_back(double(line.size()));
  std::cout << columns[2].size() << " lines\n";
}
