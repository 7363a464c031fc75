#include "options.hpp"
#include <cstdint>
#include <exception>
#include <iostream>
#include <unordered_map>
#include <vector>

struct Row {
  std::uint32_t key;
  std::uint32_t payload;
};

static std::vector<Row> generate(std::size_t count, std::uint32_t keys, std::uint64_t seed) {
  std::vector<Row> rows;
  rows.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    rows.push_back({std::uint32_t((seed >> 33) % keys), std::uint32_t(i)});
  }
  return rows;
}

int main(int argc, char **argv) {
  try {
    Options options(argc, argv);
    std::size_t left = options.number("left", 100000), right = options.number("right", 100000);
    auto keys = std::uint32_t(options.number("keys", 50000));
    auto a = generate(left, keys, 1), b = generate(right, keys, 2);
    std::unordered_multimap<std::uint32_t, std::uint32_t> index;
    index.reserve(a.size());
    for (const Row &row : a)
      index.emplace(row.key, row.payload);
    std::uint64_t pairs = 0, sum = 0;
    for (const Row &row : b) {
      auto [begin, end] = index.equal_range(row.key);
      for (auto i = begin; i != end; ++i) {
        ++pairs;
        sum += i->second ^ row.payload;
      }
    }
    std::cout << pairs << " pairs, " << sum << "\n";
  } catch (const std::exception &e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
