#include "network.hpp"
#include <cstdio>
#include <stdexcept>

static void read(FILE *f, void *to, std::size_t bytes) {
  if (std::fread(to, 1, bytes, f) != bytes) {
    std::fclose(f);
    throw std::runtime_error("the model is too short");
  }
}

Network Network::load(const std::string &path) {
  FILE *f = std::fopen(path.c_str(), "rb");
  if (!f)
    throw std::runtime_error("cannot open " + path);
  struct {
    std::uint32_t magic, count;
  } header;
  read(f, &header, sizeof header);
  if (header.magic != 0x314e4e41 || header.count < 2 || header.count > 64) {
    std::fclose(f);
    throw std::runtime_error(path + " is not a model");
  }
  std::vector<std::uint32_t> widths(header.count);
  read(f, widths.data(), widths.size() * sizeof(std::uint32_t));
  Network n;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    Layer layer{widths[i], widths[i + 1], nullptr, nullptr};
    layer.weights = std::make_unique<float[]>(std::size_t(layer.in) * layer.out);
    layer.bias = std::make_unique<float[]>(layer.out);
    read(f, layer.weights.get(), sizeof(float) * layer.in * layer.out);
    read(f, layer.bias.get(), sizeof(float) * layer.out);
    n.layers.push_back(std::move(layer));
  }
  std::fclose(f);
  return n;
}

std::size_t Network::parameters() const {
  std::size_t sum = 0;
  for (const Layer &l : layers)
    sum += (std::size_t(l.in) + 1) * l.out;
  return sum;
}

std::vector<float> Network::run(const std::vector<float> &input, std::size_t batch) const {
  std::vector<float> now = input;
  for (const Layer &l : layers) {
    std::vector<float> next(batch * l.out);
    for (std::size_t b = 0; b < batch; ++b)
      for (std::size_t o = 0; o < l.out; ++o) {
        float s = l.bias[o];
        for (std::size_t i = 0; i < l.in; ++i)
          s += l.weights[o * l.in + i] * now[b * l.in + i];
        next[b * l.out + o] = s > 0 ? s : 0;
      }
    now = std::move(next);
  }
  return now;
}
