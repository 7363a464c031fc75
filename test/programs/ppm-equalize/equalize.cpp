#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

class Image {
public:
  Image(int width, int height) : W(width), H(height), Data(std::size_t(width) * height * 3) {}
  int width() const { return W; }
  int height() const { return H; }
  std::vector<std::uint8_t> &data() { return Data; }
  const std::vector<std::uint8_t> &data() const { return Data; }

private:
  int W, H;
  std::vector<std::uint8_t> Data;
};

static Image load(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw std::runtime_error("cannot open " + path);
  std::string magic;
  int width = 0, height = 0, max = 0;
  in >> magic >> width >> height >> max;
  if (magic != "P6" || width <= 0 || height <= 0 || max != 255)
    throw std::runtime_error(path + " is not an 8-bit PPM");
  in.get();
  Image image(width, height);
  in.read(reinterpret_cast<char *>(image.data().data()), std::streamsize(image.data().size()));
  if (!in)
    throw std::runtime_error(path + " is too short");
  return image;
}

static void save(const Image &image, const std::string &path) {
  std::ofstream out(path, std::ios::binary);
  out << "P6\n" << image.width() << " " << image.height() << "\n255\n";
  out.write(reinterpret_cast<const char *>(image.data().data()), std::streamsize(image.data().size()));
}

static Image equalize(const Image &in) {
  Image out(in.width(), in.height());
  for (int channel = 0; channel < 3; ++channel) {
    std::array<std::uint64_t, 256> histogram{};
    for (std::size_t i = channel; i < in.data().size(); i += 3)
      ++histogram[in.data()[i]];
    std::array<std::uint8_t, 256> map{};
    std::uint64_t below = 0, total = in.data().size() / 3;
    for (int v = 0; v < 256; ++v) {
      map[v] = std::uint8_t(255 * below / total);
      below += histogram[v];
    }
    for (std::size_t i = channel; i < in.data().size(); i += 3)
      out.data()[i] = map[in.data()[i]];
  }
  return out;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " in.ppm out.ppm\n";
    return 2;
  }
  try {
    Image image = load(argv[1]);
    Image result = equalize(image);
    save(result, argv[2]);
    std::uint64_t sum = 0;
    for (auto v : result.data())
      sum += v;
    std::cout << result.width() << "x" << result.height() << " " << sum << "\n";
  } catch (const std::exception &e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
