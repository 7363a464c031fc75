#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

int main(int argc, char **argv) {
  if (argc < 2)
    return 1;
  std::ifstream in(argv[1]);
  std::size_t top = argc > 2 ? std::stoul(argv[2]) : 10;
  std::unordered_map<std::string, unsigned> counts;
  std::string word;
  while (in >> word)
    ++counts[word];
  std::vector<std::pair<std::string, unsigned>> sorted(counts.begin(), counts.end());
  top = std::min(top, sorted.size());
  std::partial_sort(sorted.begin(), sorted.begin() + top, sorted.end(), [](const auto &a, const auto &b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  unsigned most = 0;
  for (std::size_t i = 0; i < top; ++i)
    most += sorted[i].second;
  std::cout << counts.size() << " words, the first " << top << ": " << most << "\n";
}
