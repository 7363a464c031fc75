#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

// Builds a document line by line, keeps every line as a string and the whole
// as another.
class Document {
public:
  void add(std::string line) {
    whole += line;
    whole += '\n';
    lines.push_back(std::move(line));
  }
  std::size_t size() const { return whole.size(); }
  const std::vector<std::string> &all() const { return lines; }

private:
  std::string whole;
  std::vector<std::string> lines;
};

int main(int argc, char *argv[]) {
  long count = 10000;
  if (argc == 2)
    std::istringstream(argv[1]) >> count;
  Document d;
  for (long i = 0; i < count; i++)
    d.add(std::string(40, static_cast<char>('a' + i % 26)) + std::to_string(i));
  std::map<char, long> first;
  for (const std::string &line : d.all())
    first[line.front()]++;
  for (auto [letter, n] : first)
    std::cout << letter << n;
  std::cout << ' ' << d.size() << std::endl;
  return 0;
}
