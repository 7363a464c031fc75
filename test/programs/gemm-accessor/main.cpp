#include "matrix.hpp"

#include <iostream>
#include <string>

int main(int argc, char **argv) {
  if (argc < 3) {
    std::cerr << "usage: " << argv[0] << " rows cols\n";
    return 1;
  }
  try {
    const std::size_t m = std::stoi(argv[1]);
    const std::size_t n = std::stoul(argv[2]);
    la::Matrix<float> a(m, n), b(n, 16, 0.5f);
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < n; ++j)
        a(i, j) = float((i ^ j) & 7);
    const auto c = a * b;
    double sum = 0;
    for (std::size_t i = 0; i < c.rows(); ++i)
      sum += c(i, i % 16);
    std::cout << "sum " << sum << '\n';
  } catch (const std::exception &e) {
    std::cerr << "bad argument: " << e.what() << '\n';
    return 1;
  }
}
