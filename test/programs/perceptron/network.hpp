#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct Layer {
  std::uint32_t in, out;
  std::unique_ptr<float[]> weights, bias;
};

class Network {
public:
  static Network load(const std::string &path);
  std::vector<float> run(const std::vector<float> &input, std::size_t batch) const;
  std::size_t inputs() const { return layers.front().in; }
  std::size_t outputs() const { return layers.back().out; }
  std::size_t parameters() const;

private:
  std::vector<Layer> layers;
};
