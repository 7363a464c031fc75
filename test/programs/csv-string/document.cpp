// Rows of a table as text; the number of rows is an option of the form --rows=N.
#include <cstdio>
#include <string>

int main(int argc, char **argv) {
  unsigned long Rows = 1000;
  for (int I = 1; I < argc; ++I) {
    std::string Argument = argv[I];
    if (Argument.rfind("--rows=", 0) == 0)
      Rows = std::stoul(Argument.substr(7));
    else if (Argument != "--quiet")
      return 2;
  }
  std::string Document;
  Document.insert(0, "id,name,flag\n");
  for (unsigned long I = 0; I < Rows; ++I) {
    Document += "item,";
    Document.append(9, char('a' + I % 26));
    Document += ',';
    Document.append("yes", 3);
    Document.push_back('\n');
  }
  std::size_t Commas = 0;
  for (char C : Document)
    Commas += C == ',';
  std::printf("%zu %zu\n", Document.size(), Commas);
  return 0;
}
