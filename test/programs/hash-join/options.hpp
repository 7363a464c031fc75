#pragma once
#include <map>
#include <string>

// --name value and --name=value.
class Options {
public:
  Options(int argc, char **argv);
  long number(const std::string &name, long fallback) const;
  bool has(const std::string &name) const { return values.count(name) != 0; }

private:
  std::map<std::string, std::string> values;
};
