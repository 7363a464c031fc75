#include <algorithm>
#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <vector>

struct Record {
  std::uint32_t key;
  std::uint32_t serial;
  double weight;
  char name[16];

  bool operator<(const Record &other) const { return key < other.key; }
};

static std::vector<Record> make(std::size_t n) {
  std::minstd_rand random(42);
  std::vector<Record> records;
  records.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    Record r{};
    r.key = random();
    r.serial = static_cast<std::uint32_t>(i);
    r.weight = r.key * 0.5;
    r.name[0] = static_cast<char>('a' + r.key % 26);
    records.push_back(r);
  }
  return records;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    std::cerr << "how many records?" << std::endl;
    return EXIT_FAILURE;
  }
  auto records = make(std::stoul(argv[1]));
  std::sort(records.begin(), records.end());
  std::uint64_t h = 0;
  for (const auto &r : records)
    h = h * 1099511628211ull + r.serial + r.name[0];
  std::cout << h << std::endl;
}
