// Makes a signal and writes it to a file, header first.
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

struct Header {
  char magic[4] = {'S', 'I', 'G', '1'};
  std::uint32_t rate = 48000;
  std::uint64_t samples = 0;
};

int main(int argc, char **argv) {
  std::string path = "signal.bin";
  double seconds = 1.0;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (flag == "-o")
      path = argv[i + 1];
    else if (flag == "-s")
      seconds = std::stod(argv[i + 1]);
    else
      throw std::invalid_argument(flag);
  }
  Header header;
  header.samples = static_cast<std::uint64_t>(seconds * header.rate);
  std::vector<std::int16_t> signal(header.samples);
  std::int32_t phase = 0;
  for (auto &s : signal) {
    phase = (phase + 431) & 0xffff;
    s = static_cast<std::int16_t>(phase - 0x8000);
  }
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char *>(&header), sizeof header);
  out.write(reinterpret_cast<const char *>(signal.data()), signal.size() * sizeof signal[0]);
  if (!out)
    return 1;
  std::uint64_t sum = 0;
  for (auto s : signal)
    sum = sum * 5 + static_cast<std::uint16_t>(s);
  std::cout << header.samples << ' ' << sum << '\n';
}
