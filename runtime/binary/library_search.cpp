//===- runtime/binary/library_search.cpp - Where ld.so finds a library ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/binary/library_search.h"

#include "runtime/binary/file.h"

#include <cstring>
#include <elf.h>

namespace auspex::binary {
namespace {

/// The cache in the format that glibc writes since 2.2 (its dl-cache.h, which is
/// not installed).
struct CacheHeader {
  char Magic[20]; // "glibc-ld.so.cache1.1"
  uint32_t Libraries, StringBytes;
  uint8_t Flags, Padding[3];
  uint32_t ExtensionOffset, Unused[3];
};
struct CacheEntry {
  int32_t Flags;
  uint32_t Name, Path; // offsets from the header
  uint32_t OsVersion;
  uint64_t Hardware;
};
constexpr std::string_view CacheMagic = "glibc-ld.so.cache1.1";
constexpr uint64_t MaxCacheBytes = 64u << 20;

/// The cache's mark for libraries of one machine; 0: do not compare.
int32_t cacheFlags(const ElfFile &For) {
  if (For.Machine == EM_X86_64)
    return For.Is64 ? 0x0303 : 0x0803;
  if (For.Machine == EM_386)
    return 0x0003;
  if (For.Machine == EM_AARCH64)
    return 0x0a03;
  return 0;
}

const char *multiarch(const ElfFile &For) {
  switch (For.Machine) {
  case EM_X86_64:
    return "x86_64-linux-gnu";
  case EM_AARCH64:
    return "aarch64-linux-gnu";
  case EM_386:
    return "i386-linux-gnu";
  default:
    return "";
  }
}

std::string folderOf(const std::string &Path) {
  size_t Slash = Path.rfind('/');
  return Slash == Path.npos ? "." : Slash == 0 ? "/" : Path.substr(0, Slash);
}

/// $ORIGIN, $LIB and $PLATFORM, with or without braces.
std::string expand(std::string_view Text, const ElfFile &Origin) {
  std::string Out;
  while (!Text.empty()) {
    if (Text[0] != '$') {
      Out += Text[0];
      Text.remove_prefix(1);
      continue;
    }
    bool Known = false;
    auto Try = [&](std::string_view Name, const std::string &Value) {
      for (std::string Spelling : {"$" + std::string(Name), "${" + std::string(Name) + "}"})
        if (!Known && Text.starts_with(Spelling)) {
          Out += Value;
          Text.remove_prefix(Spelling.size());
          Known = true;
        }
    };
    Try("ORIGIN", folderOf(Origin.Path));
    Try("LIB", *multiarch(Origin) ? std::string("lib/") + multiarch(Origin) : "lib64");
    Try("PLATFORM", Origin.Machine == EM_X86_64 ? "x86_64" : "");
    if (!Known) {
      Out += '$';
      Text.remove_prefix(1);
    }
  }
  return Out;
}

} // namespace

std::string_view variable(std::span<const std::string> Env, std::string_view Name) {
  for (std::string_view E : Env)
    if (E.size() > Name.size() && E.starts_with(Name) && E[Name.size()] == '=')
      return E.substr(Name.size() + 1);
  return {};
}

LibrarySearch::LibrarySearch(std::span<const std::string> Env)
    : LibraryPath(variable(Env, "LD_LIBRARY_PATH")) {}

void LibrarySearch::addPath(std::vector<std::string> &Out, std::string_view List,
                            const std::string &Name, const ElfFile &Origin) const {
  while (!List.empty()) {
    size_t End = List.find_first_of(":;");
    std::string_view Folder = List.substr(0, End);
    Out.push_back((Folder.empty() ? "." : expand(Folder, Origin)) + "/" + Name);
    List = End == List.npos ? std::string_view() : List.substr(End + 1);
  }
}

const std::vector<std::string> &LibrarySearch::cached(const std::string &Name, const ElfFile &For) {
  Found.clear();
  if (!Cache) {
    Cache.emplace();
    if (auto F = File::open("/etc/ld.so.cache"); F && F->size() <= MaxCacheBytes)
      if (auto Bytes = F->read(0, F->size()))
        if (size_t At = Bytes->find(CacheMagic); At != Bytes->npos)
          *Cache = Bytes->substr(At);
  }
  CacheHeader H;
  if (Cache->size() < sizeof(H))
    return Found;
  memcpy(&H, Cache->data(), sizeof(H));
  int32_t Flags = cacheFlags(For);
  auto Text = [&](uint32_t Offset) -> std::string_view {
    if (Offset >= Cache->size())
      return {};
    const char *P = Cache->data() + Offset;
    return std::string_view(P, strnlen(P, Cache->size() - Offset));
  };
  for (uint64_t I = 0; I < H.Libraries; ++I) {
    uint64_t At = sizeof(H) + I * sizeof(CacheEntry);
    if (At + sizeof(CacheEntry) > Cache->size())
      break;
    CacheEntry E;
    memcpy(&E, Cache->data() + At, sizeof(E));
    if ((Flags == 0 || (E.Flags & 0xffff) == Flags) && E.Hardware == 0 && Text(E.Name) == Name)
      Found.emplace_back(Text(E.Path));
  }
  return Found;
}

std::vector<std::string> LibrarySearch::candidates(const std::string &Name,
                                                   std::span<const ElfFile *const> Requesters) {
  std::vector<std::string> Out;
  const ElfFile &By = *Requesters.front();
  if (Name.find('/') != Name.npos)
    return {expand(Name, By)};
  if (By.RunPath.empty())
    for (const ElfFile *R : Requesters)
      if (R->RunPath.empty())
        addPath(Out, R->RPath, Name, *R);
  addPath(Out, LibraryPath, Name, By);
  addPath(Out, By.RunPath, Name, By);
  const std::vector<std::string> &InCache = cached(Name, By);
  Out.insert(Out.end(), InCache.begin(), InCache.end());
  std::string Multi = multiarch(By);
  for (const char *Root : {"/lib", "/usr/lib"}) {
    if (!Multi.empty())
      Out.push_back(std::string(Root) + "/" + Multi + "/" + Name);
    if (By.Is64)
      Out.push_back(std::string(Root) + "64/" + Name);
    Out.push_back(std::string(Root) + "/" + Name);
  }
  return Out;
}

} // namespace auspex::binary
