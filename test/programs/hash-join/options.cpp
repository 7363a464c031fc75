#include "options.hpp"
#include <stdexcept>

Options::Options(int argc, char **argv) {
  for (int i = 1; i < argc; ++i) {
    std::string arg = argv[i];
    if (arg.rfind("--", 0) != 0)
      throw std::runtime_error("unexpected argument " + arg);
    arg = arg.substr(2);
    auto equals = arg.find('=');
    if (equals != std::string::npos)
      values[arg.substr(0, equals)] = arg.substr(equals + 1);
    else if (i + 1 < argc && argv[i + 1][0] != '-')
      values[arg] = argv[++i];
    else
      values[arg] = "";
  }
}

long Options::number(const std::string &name, long fallback) const {
  auto found = values.find(name);
  return found == values.end() ? fallback : std::stol(found->second);
}
