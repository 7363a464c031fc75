//===- runtime/binary/elf_file.cpp - What an ELF file says ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/binary/elf_file.h"

#include "runtime/binary/device_images.h"
#include "runtime/binary/file.h"

#include <fmt/core.h>
#include <gelf.h>
#include <libelf.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace auspex::binary {
namespace {

using demand::Expected;
using demand::fail;

constexpr size_t MaxSegments = 4096, MaxSections = 2u << 20, MaxMembers = 100'000,
                 MaxDynamic = 100'000, MaxStringBytes = 4096, MaxSymbolBytes = 256u << 20, MaxDeviceBytes = 256u << 20;

struct ElfEnd {
  void operator()(Elf *E) const { elf_end(E); }
};
using ElfHandle = std::unique_ptr<Elf, ElfEnd>;


/// One ELF image: a file or a member of an archive. Elf offsets are relative to
/// the image, libelf adds the member's.
class Reader {
public:
  Reader(Elf *E, uint64_t Bytes, ElfFile &Out, const Want &W, std::string Where)
      : E(E), Out(Out), W(W), Where(std::move(Where)), ImageBytes(Bytes) {}

  Expected<void> run();

private:
  Expected<void> header();
  void segments();
  void noteSegments();
  void noteSections();
  void deviceSections();
  /// Calls \p F(header, name) for each section.
  void sections(auto F);
  void dynamic();
  void symbols();
  std::string_view chunk(uint64_t Offset, uint64_t Size, Elf_Type T = ELF_T_BYTE);
  std::string stringAt(uint64_t Table, uint64_t Size, uint64_t Offset);
  bool offsetOf(uint64_t Address, uint64_t &Offset) const;

  Elf *E;
  ElfFile &Out;
  const Want &W;
  std::string Where;
  GElf_Ehdr Header{};
  uint64_t ImageBytes;
  std::vector<GElf_Phdr> Segments;
};

/// Bytes of the image, empty where it has none there. Nothing is taken on trust:
/// libelf reads what it is told to, the image's size bounds it.
std::string_view Reader::chunk(uint64_t Offset, uint64_t Size, Elf_Type T) {
  if (Size == 0 || Offset > ImageBytes || Size > ImageBytes - Offset)
    return {};
  Elf_Data *D = elf_getdata_rawchunk(E, int64_t(Offset), Size, T);
  return D && D->d_buf ? std::string_view(static_cast<char *>(D->d_buf), D->d_size)
                       : std::string_view();
}

Expected<void> Reader::header() {
  size_t Ident = 0;
  const char *Id = elf_getident(E, &Ident);
  if (Id && Ident >= EI_NIDENT && Id[EI_DATA] != ELFDATA2LSB)
    return fail(fmt::format("{}: is for a big-endian machine; only little-endian ones are supported",
                            Where));
  if (!gelf_getehdr(E, &Header))
    return fail(fmt::format("{}: not a readable ELF file ({})", Where, elf_errmsg(-1)));
  if (Header.e_phoff &&
      (Header.e_phoff > ImageBytes ||
       uint64_t(Header.e_phnum) * Header.e_phentsize > ImageBytes - Header.e_phoff))
    return fail(fmt::format("{}: truncated: the file ends before its own headers say", Where));
  Out.Is64 = gelf_getclass(E) == ELFCLASS64;
  Out.Machine = Header.e_machine;
  switch (Header.e_type) {
  case ET_EXEC:
    Out.Kind = FileKind::Executable;
    return {};
  case ET_DYN:
    Out.Kind = FileKind::SharedLibrary; // until an interpreter or DF_1_PIE says otherwise
    return {};
  case ET_REL:
    Out.Kind = FileKind::Object;
    return {};
  }
  return fail(fmt::format("{}: is an ELF file, but no program, library or object file "
                          "(type {})",
                          Where, Header.e_type));
}

void Reader::segments() {
  size_t Count = 0;
  if (elf_getphdrnum(E, &Count) != 0)
    return;
  for (size_t I = 0; I < std::min(Count, MaxSegments); ++I) {
    GElf_Phdr H;
    if (gelf_getphdr(E, int(I), &H))
      Segments.push_back(H);
  }
  for (const GElf_Phdr &H : Segments)
    if (H.p_type == PT_INTERP) {
      std::string_view Name = chunk(H.p_offset, std::min<uint64_t>(H.p_filesz, MaxStringBytes));
      Out.Interpreter = Name.substr(0, Name.find('\0'));
      if (Out.Kind == FileKind::SharedLibrary)
        Out.Kind = FileKind::Executable;
    }
}

void Reader::noteSegments() {
  for (const GElf_Phdr &H : Segments)
    if (H.p_type == PT_NOTE) {
      if (H.p_filesz > MaxNotesBytes * 2) {
        Out.Notes.warn(fmt::format("{}: a note segment of {} bytes is not read", Where, H.p_filesz));
        continue;
      }
      std::string_view Bytes = chunk(H.p_offset, H.p_filesz);
      if (Bytes.size() != H.p_filesz)
        Out.Notes.warn(fmt::format("{}: a note segment lies outside the file", Where));
      Out.Notes.read(Bytes, H.p_align == 8 ? 8 : 4, Where);
    }
}

void Reader::sections(auto F) {
  size_t Count = 0, Names = 0;
  if (elf_getshdrnum(E, &Count) != 0 || elf_getshdrstrndx(E, &Names) != 0)
    return;
  if (Count > MaxSections) {
    Out.Notes.warn(fmt::format("{}: has {} sections, too many to read", Where, Count));
    return;
  }
  Elf_Scn *S = nullptr;
  while ((S = elf_nextscn(E, S))) {
    GElf_Shdr H;
    if (!gelf_getshdr(S, &H))
      continue;
    if (const char *Name = elf_strptr(E, Names, H.sh_name))
      F(H, std::string_view(Name));
  }
}

/// Object files have no segments; -ffunction-sections and COMDAT groups give
/// them many sections of one name.
void Reader::noteSections() {
  sections([&](const GElf_Shdr &H, std::string_view Name) {
    if (H.sh_type != SHT_NOTE || demand::NoteSection != Name)
      return;
    if (H.sh_flags & SHF_COMPRESSED)
      Out.Notes.warn(fmt::format("{}: compressed demand notes are not read", Where));
    else if (H.sh_size > MaxNotesBytes * 2)
      Out.Notes.warn(fmt::format("{}: a note section of {} bytes is not read", Where, H.sh_size));
    else
      Out.Notes.read(chunk(H.sh_offset, H.sh_size), 4, Where);
  });
}

/// What an annotated program carries for GPUs.
void Reader::deviceSections() {
  if (Out.Notes.Module.Functions.empty())
    return;
  sections([&](const GElf_Shdr &H, std::string_view Name) {
    if (std::ranges::find(DeviceSections, Name) == DeviceSections.end())
      return;
    if (H.sh_type == SHT_NOBITS || H.sh_flags & SHF_COMPRESSED || H.sh_size > MaxDeviceBytes)
      Out.Notes.warn(fmt::format("{}: section {} is not read", Where, Name));
    else
      readDeviceImages(chunk(H.sh_offset, H.sh_size), Out.Notes, Where);
  });
}


bool Reader::offsetOf(uint64_t Address, uint64_t &Offset) const {
  for (const GElf_Phdr &H : Segments)
    if (H.p_type == PT_LOAD && Address >= H.p_vaddr && Address - H.p_vaddr < H.p_filesz) {
      Offset = H.p_offset + (Address - H.p_vaddr);
      return true;
    }
  return false;
}

std::string Reader::stringAt(uint64_t Table, uint64_t Size, uint64_t Offset) {
  if (Offset >= Size || Table > ImageBytes || Offset > ImageBytes - Table)
    return {};
  uint64_t Room = std::min({Size - Offset, ImageBytes - Table - Offset, uint64_t(MaxStringBytes)});
  std::string_view Bytes = chunk(Table + Offset, Room);
  return std::string(Bytes.substr(0, Bytes.find('\0')));
}

void Reader::dynamic() {
  auto At = std::ranges::find(Segments, uint32_t(PT_DYNAMIC), &GElf_Phdr::p_type);
  if (At == Segments.end())
    return;
  size_t Entry = gelf_fsize(E, ELF_T_DYN, 1, EV_CURRENT);
  uint64_t Bytes = std::min<uint64_t>(At->p_filesz, MaxDynamic * Entry);
  if (Entry == 0 || At->p_offset > ImageBytes)
    return;
  Bytes = std::min(Bytes, ImageBytes - At->p_offset) / Entry * Entry;
  if (Bytes == 0)
    return;
  Elf_Data *D = elf_getdata_rawchunk(E, int64_t(At->p_offset), Bytes, ELF_T_DYN);
  if (!D)
    return;
  uint64_t Strings = 0, StringBytes = 0;
  std::vector<uint64_t> Needed;
  uint64_t Soname = ~0ull, RPath = ~0ull, RunPath = ~0ull;
  for (size_t I = 0; I < Bytes / Entry; ++I) {
    GElf_Dyn Dyn;
    if (!gelf_getdyn(D, int(I), &Dyn) || Dyn.d_tag == DT_NULL)
      break;
    uint64_t V = Dyn.d_un.d_val;
    switch (Dyn.d_tag) {
    case DT_STRTAB:
      offsetOf(V, Strings);
      break;
    case DT_STRSZ:
      StringBytes = V;
      break;
    case DT_NEEDED:
      Needed.push_back(V);
      break;
    case DT_SONAME:
      Soname = V;
      break;
    case DT_RPATH:
      RPath = V;
      break;
    case DT_RUNPATH:
      RunPath = V;
      break;
    case DT_FLAGS_1:
      if ((V & DF_1_PIE) && Out.Kind == FileKind::SharedLibrary)
        Out.Kind = FileKind::Executable; // static-pie has no interpreter
      break;
    }
  }
  auto Text = [&](uint64_t Offset) {
    return Strings && Offset != ~0ull ? stringAt(Strings, StringBytes, Offset) : std::string();
  };
  constexpr size_t MaxNeeded = 1024;
  for (size_t I = 0; I < std::min(Needed.size(), MaxNeeded); ++I)
    if (std::string Name = Text(Needed[I]); !Name.empty())
      Out.Needed.push_back(std::move(Name));
  Out.Soname = Text(Soname);
  Out.RPath = Text(RPath);
  Out.RunPath = Text(RunPath);
}

/// Dynamic symbols defined here, as far as somebody wants to know. The section
/// header finds the table; files without one leave Defined empty.
void Reader::symbols() {
  size_t Count = 0;
  if (!W.Symbols || elf_getshdrnum(E, &Count) != 0 || Count > MaxSections)
    return;
  Elf_Scn *S = nullptr;
  while ((S = elf_nextscn(E, S))) {
    GElf_Shdr H;
    if (!gelf_getshdr(S, &H) || H.sh_type != SHT_DYNSYM)
      continue;
    GElf_Shdr StringHeader;
    Elf_Scn *Strings = elf_getscn(E, H.sh_link);
    if (!Strings || !gelf_getshdr(Strings, &StringHeader) || H.sh_size > MaxSymbolBytes ||
        StringHeader.sh_size > MaxSymbolBytes)
      return;
    std::string_view Names = chunk(StringHeader.sh_offset, StringHeader.sh_size);
    std::string_view Table = chunk(H.sh_offset, H.sh_size);
    size_t Entry = Out.Is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
    for (size_t I = 0; I + Entry <= Table.size(); I += Entry) {
      uint32_t Name;
      uint16_t Section;
      unsigned char Info, Other;
      if (Out.Is64) {
        Elf64_Sym Sym;
        memcpy(&Sym, Table.data() + I, Entry);
        Name = Sym.st_name, Section = Sym.st_shndx, Info = Sym.st_info, Other = Sym.st_other;
      } else {
        Elf32_Sym Sym;
        memcpy(&Sym, Table.data() + I, Entry);
        Name = Sym.st_name, Section = Sym.st_shndx, Info = Sym.st_info, Other = Sym.st_other;
      }
      unsigned Visibility = ELF64_ST_VISIBILITY(Other);
      if (Section == SHN_UNDEF || ELF64_ST_BIND(Info) == STB_LOCAL || Name >= Names.size() ||
          (Visibility != STV_DEFAULT && Visibility != STV_PROTECTED))
        continue;
      std::string_view Rest = Names.substr(Name, MaxStringBytes);
      std::string_view Symbol = Rest.substr(0, Rest.find('\0'));
      if (W.Symbols->contains(Symbol))
        Out.Notes.Module.Defined.emplace(Symbol);
    }
    Out.Notes.Module.Defined.emplace();
    return;
  }
}

Expected<void> Reader::run() {
  if (auto R = header(); !R)
    return R;
  segments();
  dynamic();
  if (W.Notes) {
    if (Out.Kind == FileKind::Object)
      noteSections();
    else
      noteSegments();
    deviceSections();
  }
  symbols();
  return {};
}

Expected<void> readArchive(Elf *Archive, const File &F, ElfFile &Out, const Want &W) {
  Elf_Cmd Command = ELF_C_READ;
  size_t Members = 0, Objects = 0;
  while (ElfHandle Member{elf_begin(F.descriptor(), Command, Archive)}) {
    if (++Members > MaxMembers) {
      Out.Notes.warn(fmt::format("{}: has more than {} members", Out.Path, MaxMembers));
      break;
    }
    const Elf_Arhdr *H = elf_getarhdr(Member.get());
    std::string Name = H && H->ar_name ? H->ar_name : "?";
    if (elf_kind(Member.get()) == ELF_K_ELF) {
      ++Objects;
      uint64_t Bytes = H && H->ar_size > 0 ? std::min(uint64_t(H->ar_size), F.size()) : 0;
      auto R = Reader(Member.get(), Bytes, Out, W, fmt::format("{}({})", Out.Path, Name)).run();
      if (!R)
        Out.Notes.warn(R.error().Message);
    }
    Command = elf_next(Member.get());
    if (Command == ELF_C_NULL)
      break;
  }
  Out.Kind = FileKind::Archive;
  if (Members && !Objects)
    Out.Notes.warn(fmt::format("{}: holds no object file", Out.Path));
  return {};
}

/// What a file is that is no ELF file, for the message.
std::string describe(std::string_view Head) {
  if (Head.empty())
    return "is empty";
  if (Head.starts_with("#!"))
    return "is a script; name the program that it runs";
  if (Head.starts_with("BC\xC0\xDE"))
    return "is LLVM bitcode (compiled with -flto?); inspect the linked program";
  if (Head.starts_with("!<thin>\n"))
    return "is a thin archive; inspect the object files that it names";
  return "is not an ELF file (no program, library, object file or archive)";
}

} // namespace

const char *nameOf(FileKind K) {
  switch (K) {
  case FileKind::Executable:
    return "executable";
  case FileKind::SharedLibrary:
    return "shared library";
  case FileKind::Object:
    return "object file";
  case FileKind::Archive:
    return "archive";
  }
  return "?";
}

Expected<ElfFile> readElf(const std::string &Path, const Want &W) {
  auto F = File::open(Path);
  if (!F)
    return std::unexpected(F.error());
  std::string Head;
  if (auto Bytes = F->read(0, size_t(std::min<uint64_t>(F->size(), 16))))
    Head = std::move(*Bytes);
  bool IsArchive = Head.starts_with("!<arch>\n");
  if (!IsArchive && !Head.starts_with("\177ELF"))
    return fail(fmt::format("{}: {}", Path, describe(Head)));

  elf_version(EV_CURRENT);
  ElfHandle E{elf_begin(F->descriptor(), ELF_C_READ, nullptr)};
  Elf_Kind Kind = E ? elf_kind(E.get()) : ELF_K_NONE;
  if (Kind != ELF_K_ELF && Kind != ELF_K_AR)
    return fail(fmt::format("{}: truncated or damaged ELF file", Path));
  ElfFile Out;
  Out.Path = Path;
  auto R = Kind == ELF_K_AR ? readArchive(E.get(), *F, Out, W)
                            : Reader(E.get(), F->size(), Out, W, Path).run();
  if (!R)
    return std::unexpected(R.error());
  Out.Notes.Module.Name = Out.Soname.empty() ? Path : Out.Soname;
  return Out;
}

std::string scriptInterpreter(const std::string &Path) {
  auto F = File::open(Path);
  if (!F)
    return {};
  auto Head = F->read(0, size_t(std::min<uint64_t>(F->size(), 256)));
  if (!Head || !Head->starts_with("#!"))
    return {};
  size_t Begin = Head->find_first_not_of(" \t", 2);
  if (Begin == Head->npos)
    return {};
  return Head->substr(Begin, Head->find_first_of(" \t\n", Begin) - Begin);
}

} // namespace auspex::binary
