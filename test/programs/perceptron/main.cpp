#include "network.hpp"
#include <cstdlib>
#include <iostream>

int main(int argc, char **argv) {
  if (argc < 2) {
    std::cerr << "usage: " << argv[0] << " MODEL [BATCH]\n";
    return 2;
  }
  std::size_t batch = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 16;
  try {
    Network n = Network::load(argv[1]);
    std::vector<float> input(batch * n.inputs());
    for (std::size_t i = 0; i < input.size(); ++i)
      input[i] = float(i % 13) / 13;
    auto output = n.run(input, batch);
    double sum = 0;
    for (float v : output)
      sum += v;
    std::cout << n.parameters() << " parameters, " << n.outputs() << " outputs, " << sum << "\n";
  } catch (const std::exception &e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
