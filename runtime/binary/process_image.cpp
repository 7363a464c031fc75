//===- runtime/binary/process_image.cpp - The files of a process to be ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/binary/process_image.h"

#include "runtime/binary/library_search.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::binary {
namespace {

constexpr size_t MaxModules = 1000;

struct Loaded {
  ElfFile File;
  size_t Parent; ///< index of the file that asked for it
};

/// Every symbol that the notes mention: what is asked of the symbol tables.
std::unordered_set<std::string_view> mentioned(const std::deque<Loaded> &Files) {
  std::unordered_set<std::string_view> Names;
  for (const Loaded &L : Files)
    for (const demand::FunctionDoc &D : L.File.Notes.Module.Functions) {
      Names.insert(D.Func.Symbol);
      for (const std::string &S : D.Func.Strings)
        Names.insert(S);
      for (const demand::Node &N : D.Func.Nodes)
        for (const demand::Step &S : N.Steps)
          if (S.Kind == demand::StepKind::Call)
            Names.insert(S.Text);
    }
  for (const Loaded &L : Files)
    for (const demand::Unit &U : L.File.Notes.Module.Units)
      for (const demand::Global &G : U.Globals) {
        Names.insert(G.Symbol);
        for (const demand::GlobalInit &I : G.Inits)
          Names.insert(I.Symbol);
      }
  return Names;
}

} // namespace

bool ProcessImage::annotated() const {
  for (const demand::Module &M : Modules)
    if (!M.Functions.empty())
      return true;
  return false;
}

demand::Expected<ProcessImage> loadProcessImage(const std::string &Path,
                                                std::span<const std::string> Env) {
  auto Executable = readElf(Path);
  if (!Executable)
    return std::unexpected(Executable.error());
  std::deque<Loaded> Files;
  Files.push_back({std::move(*Executable), 0});
  ProcessImage Image;
  bool Annotated = !Files[0].File.Notes.Module.Functions.empty();

  if (Annotated) {
    LibrarySearch Search(Env);
    std::unordered_set<std::string> Seen;
    auto Load = [&](const std::string &Name, size_t By) {
      if (Files.size() >= MaxModules || !Seen.insert(Name).second)
        return;
      std::vector<const ElfFile *> Chain;
      for (size_t I = By;; I = Files[I].Parent) {
        Chain.push_back(&Files[I].File);
        if (I == 0)
          break;
      }
      for (const std::string &Candidate : Search.candidates(Name, Chain)) {
        if (access(Candidate.c_str(), F_OK) != 0)
          continue;
        auto F = readElf(Candidate);
        if (!F || F->Machine != Chain.back()->Machine || F->Is64 != Chain.back()->Is64)
          continue;
        F->Notes.Module.Name = F->Soname.empty() ? Name : F->Soname;
        Seen.insert(F->Notes.Module.Name);
        Files.push_back({std::move(*F), By});
        return;
      }
      Image.Missing.push_back(Name);
    };
    std::string_view Preload = variable(Env, "LD_PRELOAD");
    while (!Preload.empty()) {
      size_t End = Preload.find_first_of(" :");
      if (End != 0)
        Load(std::string(Preload.substr(0, End)), 0);
      Preload = End == Preload.npos ? std::string_view() : Preload.substr(End + 1);
    }
    for (size_t I = 0; I < Files.size(); ++I) // breadth first, as ld.so
      for (const std::string &Name : std::vector<std::string>(Files[I].File.Needed))
        Load(Name, I);

    std::unordered_set<std::string_view> Names = mentioned(Files);
    for (size_t I = 1; I < Files.size(); ++I) {
      Want Symbols{false, &Names};
      if (auto F = readElf(Files[I].File.Path, Symbols))
        Files[I].File.Notes.Module.Defined = std::move(F->Notes.Module.Defined);
    }
  }

  for (Loaded &L : Files) {
    Image.Paths.push_back(L.File.Path);
    for (std::string &W : L.File.Notes.Warnings)
      Image.Warnings.push_back(std::move(W));
    L.File.Notes.Warnings.clear();
    Image.Modules.push_back(std::move(L.File.Notes.Module));
  }
  Image.Executable = std::move(Files[0].File);
  const std::string &Loader = Image.Executable.Interpreter;
  auto NameOf = [](const std::string &P) { return P.substr(P.rfind('/') + 1); };
  if (!Loader.empty() && std::ranges::none_of(Image.Paths, [&](const std::string &P) {
        return NameOf(P) == NameOf(Loader);
      }))
    Image.Paths.push_back(Loader);
  for (const std::string &M : Image.Missing)
    Image.Warnings.push_back(fmt::format("{}: needs {}, which was not found", Path, M));
  return Image;
}

std::string findProgram(const std::string &Program, std::span<const std::string> Env) {
  auto Usable = [](const std::string &P) {
    struct stat S;
    return stat(P.c_str(), &S) == 0 && S_ISREG(S.st_mode) && access(P.c_str(), X_OK) == 0;
  };
  if (Program.find('/') != Program.npos)
    return Program;
  std::string_view List = variable(Env, "PATH");
  if (List.empty())
    List = "/usr/local/bin:/usr/bin:/bin";
  while (true) {
    size_t End = List.find(':');
    std::string Folder(List.substr(0, End));
    std::string Candidate = (Folder.empty() ? "." : Folder) + "/" + Program;
    if (Usable(Candidate))
      return Candidate;
    if (End == List.npos)
      return {};
    List.remove_prefix(End + 1);
  }
}

} // namespace auspex::binary
