//===- runtime/machine/baseline.cpp - Resident memory before main ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/machine/baseline.h"
#include "runtime/machine/facility.h"
#include "runtime/place/file.h"

#include <algorithm>
#include <bitset>
#include <elf.h>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace auspex::machine {
namespace {

constexpr uint64_t Page = 4096, Window = 16 * Page;
constexpr size_t MaxEntries = 1u << 20; ///< of a table of a hostile file

/// What runs in glibc before main besides constructors and resolvers (found by
/// single-stepping; iopl and pthread_mutex_lock stand for their neighbours). Sorted.
constexpr std::string_view StartUp[] = {"__ctype_init",      "__cxa_atexit", "__libc_early_init",
                                        "__libc_start_main", "getrlimit",    "iopl",
                                        "pthread_mutex_lock"};

/// A file in memory; every access is checked against its size.
class Bytes {
public:
  explicit Bytes(const std::string &Path) {
    place::Fd F(open(Path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat S;
    if (!F || fstat(F.get(), &S) != 0 || !S_ISREG(S.st_mode) || S.st_size <= 0)
      return;
    Size = uint64_t(S.st_size);
    void *P = mmap(nullptr, Size, PROT_READ, MAP_PRIVATE, F.get(), 0);
    Data = P == MAP_FAILED ? nullptr : static_cast<const char *>(P);
  }
  ~Bytes() {
    if (Data)
      munmap(const_cast<char *>(Data), Size);
  }
  Bytes(const Bytes &) = delete;
  Bytes &operator=(const Bytes &) = delete;

  template <typename T> std::span<const T> table(uint64_t Offset, uint64_t Bytes) const {
    if (!Data || Offset > Size || Bytes > Size - Offset || Offset % alignof(T))
      return {};
    return {reinterpret_cast<const T *>(Data + Offset),
            std::min<size_t>(Bytes / sizeof(T), MaxEntries)};
  }

private:
  const char *Data = nullptr;
  uint64_t Size = 0;
};

/// Addresses in any order; sort() before use.
class Points {
public:
  void insert(uint64_t P) {
    if (All.empty() || All.back() != P)
      All.push_back(P);
  }
  void sort() {
    std::ranges::sort(All);
    All.erase(std::unique(All.begin(), All.end()), All.end());
  }
  auto from(uint64_t P) const { return std::ranges::lower_bound(All, P); }
  auto end() const { return All.end(); }

private:
  std::vector<uint64_t> All;
};

/// Bytes of the pages of [Begin, End) that hold one of \p Touched.
uint64_t pagesOf(const Points &Touched, uint64_t Begin, uint64_t End) {
  uint64_t Sum = 0;
  for (auto P = Touched.from(Begin / Page * Page); P != Touched.end() && *P < End; ++P)
    Sum += Page;
  return Sum;
}

/// Bytes of [Begin, End) in fault-around windows that hold one of \p Touched.
/// Windows are aligned in memory, and where a file lies in memory is random:
/// the mean over four positions.
uint64_t windowsOf(const Points &Touched, uint64_t Begin, uint64_t End) {
  uint64_t Sum = 0;
  Begin = Begin / Page * Page;
  End = (End + Page - 1) / Page * Page;
  for (uint64_t Shift = 0; Shift < Window; Shift += Window / 4) {
    uint64_t Last = ~0ull;
    for (auto P = Touched.from(Begin); P != Touched.end() && *P < End; ++P) {
      uint64_t Number = (*P + Shift) / Window;
      if (Number == Last)
        continue;
      Last = Number;
      uint64_t From = Number * Window > Shift ? Number * Window - Shift : 0;
      Sum += std::min(End, From + Window) - std::max(Begin, From);
    }
  }
  return Sum / 4;
}

enum class Role { Executable, Library, Loader, C, Cxx, OpenMP };

Role roleOf(std::string_view Path, bool First) {
  if (First)
    return Role::Executable;
  Path.remove_prefix(Path.rfind('/') + 1);
  if (Path.starts_with("ld-linux") || Path.starts_with("ld64.so"))
    return Role::Loader;
  if (Path.starts_with("libc.so.") || Path.starts_with("libc-2"))
    return Role::C;
  if (Path.starts_with("libgomp.so.") || Path.starts_with("libomp.so.") ||
      Path.starts_with("libiomp5.so"))
    return Role::OpenMP;
  return Path.starts_with("libstdc++.so.") ? Role::Cxx : Role::Library;
}

class Module {
public:
  /// \p U: what the program's calls run; null before main.
  Module(const Bytes &File, Role R, const Use *U) : File(File), R(R), U(U) {}
  bool isStatic() const { return R == Role::Executable && !Loads.empty() && !HasInterpreter; }
  /// It has constructors besides the compiler's own frame_dummy.
  bool hasConstructors() const { return Constructors > 1; }
  /// It constructs the standard streams, as every file with <iostream> does.
  bool usesStreams() const { return Streams; }
  Baseline measure(bool WithStreams = false);

private:
  void readDynamic(const Elf64_Phdr &H);
  void relocate(std::span<const Elf64_Rela> Table);
  uint64_t offsetOf(uint64_t Address) const;
  template <typename T> std::span<const T> at(uint64_t Address, uint64_t Bytes) const {
    uint64_t Offset = offsetOf(Address);
    return Offset == ~0ull ? std::span<const T>() : File.table<T>(Offset, Bytes);
  }

  const Bytes &File;
  Role R;
  const Use *U;
  bool HasInterpreter = false;
  bool Streams = false;
  size_t Constructors = 0;
  std::vector<Elf64_Phdr> Loads;
  Points Code;    ///< addresses that are executed or read before main
  Points Written; ///< pages that relocations write to
};

uint64_t Module::offsetOf(uint64_t Address) const {
  for (const Elf64_Phdr &L : Loads)
    if (Address >= L.p_vaddr && Address - L.p_vaddr < L.p_filesz)
      return L.p_offset + (Address - L.p_vaddr);
  return ~0ull;
}

void Module::relocate(std::span<const Elf64_Rela> Table) {
  for (const Elf64_Rela &R : Table) {
    Written.insert(R.r_offset / Page * Page);
    if (ELF64_R_TYPE(R.r_info) == R_X86_64_IRELATIVE)
      Code.insert(uint64_t(R.r_addend));
  }
}

void Module::readDynamic(const Elf64_Phdr &H) {
  uint64_t Rela = 0, RelaBytes = 0, Jump = 0, JumpBytes = 0, Init = 0, Array = 0, ArrayBytes = 0;
  uint64_t Relr = 0, RelrBytes = 0, Symbols = 0, Strings = 0, StringBytes = 0;
  for (const Elf64_Dyn &D : File.table<Elf64_Dyn>(H.p_offset, H.p_filesz)) {
    switch (D.d_tag) {
    case DT_RELA: Rela = D.d_un.d_ptr; break;
    case DT_RELASZ: RelaBytes = D.d_un.d_val; break;
    case DT_JMPREL: Jump = D.d_un.d_ptr; break;
    case DT_PLTRELSZ: JumpBytes = D.d_un.d_val; break;
    case DT_RELR: Relr = D.d_un.d_ptr; break;
    case DT_RELRSZ: RelrBytes = D.d_un.d_val; break;
    case DT_INIT: Init = D.d_un.d_ptr; break;
    case DT_INIT_ARRAY: Array = D.d_un.d_ptr; break;
    case DT_INIT_ARRAYSZ: ArrayBytes = D.d_un.d_val; break;
    case DT_SYMTAB: Symbols = D.d_un.d_ptr; break;
    case DT_STRSZ: StringBytes = D.d_un.d_val; break;
    case DT_STRTAB: Strings = D.d_un.d_ptr; break;
    default: break;
    }
  }
  // Where the tables share a segment with the text (no -z separate-code) they
  // are read all the same.
  auto Reads = [&](uint64_t Begin, uint64_t Size) {
    for (uint64_t A = Begin; A < Begin + std::min<uint64_t>(Size, 16u << 20); A += Page)
      Code.insert(A);
  };
  Reads(Symbols, Strings > Symbols ? Strings - Symbols : 0);
  Reads(Strings, StringBytes);
  Reads(Rela, RelaBytes);
  Reads(Jump, JumpBytes);
  Reads(Relr, RelrBytes);
  Constructors = ArrayBytes / 8;
  Written.insert(H.p_vaddr / Page * Page); // ld.so writes DT_DEBUG or relocates the table
  auto Main = at<Elf64_Rela>(Rela, RelaBytes);
  relocate(Main);
  relocate(at<Elf64_Rela>(Jump, JumpBytes));
  // DT_RELR: an address, then bitmaps of the 63 words behind it.
  uint64_t Where = 0;
  for (uint64_t W : at<uint64_t>(Relr, RelrBytes)) {
    if (!(W & 1)) {
      Written.insert(W / Page * Page);
      Where = W + 8;
      continue;
    }
    for (int I = 0; I < 63; ++I)
      if (W >> (I + 1) & 1)
        Written.insert((Where + 8 * uint64_t(I)) / Page * Page);
    Where += 63 * 8;
  }
  if (Init)
    Code.insert(Init);
  // Constructors: relative relocations hold their addresses; a file without
  // such relocations (not position independent, or RELR) holds them itself.
  for (const Elf64_Rela &R : Main)
    if (R.r_offset >= Array && R.r_offset - Array < ArrayBytes &&
        ELF64_R_TYPE(R.r_info) == R_X86_64_RELATIVE)
      Code.insert(uint64_t(R.r_addend));
  for (uint64_t Address : at<uint64_t>(Array, ArrayBytes))
    if (Address)
      Code.insert(Address);
  // Resolvers of indirect functions that others bind to. The string table
  // follows the symbol table in every linker's output.
  if (Strings <= Symbols)
    return;
  auto Names = at<char>(Strings, StringBytes);
  // A library exports thousands of names, and a handful matters: most are seen
  // from their first two letters to be none of those.
  std::bitset<1 << 16> Begins;
  auto Beginning = [](const char *Name) {
    return size_t(uint8_t(Name[0])) << 8 | (Name[0] ? uint8_t(Name[1]) : 0);
  };
  for (const char *Name : {"_ZNSt8ios_base4InitC1Ev"})
    Begins.set(Beginning(Name));
  if (R == Role::C)
    for (std::string_view Name : StartUp)
      Begins.set(Beginning(Name.data()));
  if (U)
    for (const Use::Anchor &A : U->Code)
      Begins.set(Beginning(A.Symbol.data()));
  auto NameOf = [&](const Elf64_Sym &S) {
    return S.st_name >= Names.size()
               ? std::string_view()
               : std::string_view(Names.data() + S.st_name,
                                  strnlen(Names.data() + S.st_name, Names.size() - S.st_name));
  };
  for (const Elf64_Sym &S : at<Elf64_Sym>(Symbols, Strings - Symbols)) {
    if (!S.st_value) {
      Streams |= NameOf(S) == "_ZNSt8ios_base4InitC1Ev";
      continue;
    }
    if (ELF64_ST_TYPE(S.st_info) == STT_GNU_IFUNC && R != Role::C) {
      Code.insert(S.st_value); // the C library's own are called by IRELATIVE
      continue;
    }
    if (R != Role::C && (R != Role::Library || !U))
      continue;
    if (S.st_name + 1 >= Names.size() || !Begins[Beginning(&Names[S.st_name])])
      continue;
    std::string_view Name = NameOf(S);
    if (R == Role::C && std::ranges::binary_search(StartUp, Name))
      Code.insert(S.st_value);
    if (U)
      for (const Use::Anchor &A : std::ranges::equal_range(U->Code, Name, {}, &Use::Anchor::Symbol))
        Code.insert(S.st_value + A.Offset);
  }
}

Baseline Module::measure(bool WithStreams) {
  Baseline B;
  auto Header = File.table<Elf64_Ehdr>(0, sizeof(Elf64_Ehdr));
  if (Header.empty() || std::string_view(reinterpret_cast<const char *>(Header[0].e_ident), 4) != ELFMAG ||
      Header[0].e_ident[EI_CLASS] != ELFCLASS64 || Header[0].e_ident[EI_DATA] != ELFDATA2LSB)
    return B;
  auto Segments = File.table<Elf64_Phdr>(Header[0].e_phoff, uint64_t(Header[0].e_phnum) * sizeof(Elf64_Phdr));
  for (const Elf64_Phdr &H : Segments)
    if (H.p_type == PT_LOAD)
      Loads.push_back(H);
  for (const Elf64_Phdr &H : Segments) {
    HasInterpreter |= H.p_type == PT_INTERP;
    if (H.p_type == PT_DYNAMIC)
      readDynamic(H);
  }
  if (R == Role::Executable)
    Code.insert(Header[0].e_entry);

  // The processor's own versions of memcpy and its kin stand at the end of the text.
  if (R == Role::C)
    for (const Elf64_Phdr &L : Loads)
      for (uint64_t FromEnd : {80 * 1024, 144 * 1024})
        if (L.p_flags & PF_X && L.p_filesz > FromEnd)
          Code.insert(L.p_vaddr + L.p_filesz - FromEnd);

  Code.sort();
  Written.sort();

  bool First = true, SawText = false;
  for (const Elf64_Phdr &L : Loads) {
    uint64_t Begin = L.p_vaddr, FileEnd = L.p_vaddr + L.p_filesz;
    uint64_t Size = (FileEnd + Page - 1) / Page * Page - Begin / Page * Page;
    bool Text = L.p_flags & PF_X;
    if (isStatic() && !(L.p_flags & PF_W))
      // glibc's start-up is most of a small static program, and no table tells
      // where it lies.
      B.FileBytes += std::min(Size, 8 * Window);
    else if (L.p_flags & PF_W)
      B.PrivateBytes += isStatic() ? std::min(Size, Window) : pagesOf(Written, Begin, FileEnd);
    else if (R == Role::Loader || (First && !Text))
      B.FileBytes += Size;
    else if (R == Role::OpenMP && Size <= 8 * Window)
      B.FileBytes += Size; // libgomp, by its constructor
    else if (R == Role::OpenMP && U && U->Teams)
      B.FileBytes += Size * 9 / 10; // libomp 19, measured
    else if (R == Role::Executable && U)
      // Of a large program, a part: three fifths of Fortran's input and output.
      B.FileBytes += Size <= 4 * Window ? Size : Size * 3 / 5;
    else if (R == Role::C && U && SawText)
      B.FileBytes += std::min(Size, U->ReadOnlyBytes);
    else if (R == Role::Cxx)
      // Locales and streams are built where they are used: measured, libstdc++ 6.0.30.
      B.FileBytes += !WithStreams ? std::min(Size, Text ? 2 * Window : Window)
                     : Text       ? Size * 64 / 100
                                  : std::min(Size, 2 * Window);
    else if (Text)
      B.FileBytes += windowsOf(Code, Begin, FileEnd);
    else if (SawText && Size <= Window / 2 && hasConstructors())
      B.FileBytes += Size;
    SawText |= Text;
    First = false;
  }
  return B;
}

} // namespace

static Baseline baselineOf(std::span<const std::string> Modules, const Use *U) {
  // Stack, the kernel's vdso, the C library's zeroed data, thread-local storage
  // and the loader's own records (about 1 KiB a library).
  constexpr uint64_t Stack = 12 * 1024, Vdso = 4 * 1024, CData = 20 * 1024, Records = 8 * 1024;
  Baseline Sum{Vdso, Stack};
  bool First = true, Constructors = false, Streams = false;
  for (const std::string &Path : Modules) {
    Role R = roleOf(Path, First);
    Bytes File(Path);
    Module M(File, R, U);
    Baseline B = M.measure(Streams);
    Streams |= M.usesStreams();
    Sum.FileBytes += B.FileBytes;
    Sum.PrivateBytes += B.PrivateBytes;
    Constructors |= M.hasConstructors() && R != Role::C && R != Role::Loader;
    if (R == Role::C)
      Sum.PrivateBytes += CData;
    if (R == Role::Cxx)
      Sum.PrivateBytes += 32 * 1024; // its zeroed data, and two pages of its emergency pool
    if (M.isStatic())
      Sum.PrivateBytes += 12 * 1024;
    First = false;
  }
  if (Modules.size() > 1) {
    // What constructors call in the C library (measured over the programs of
    // test/unit: 4 windows); what main calls later is mostly the same.
    Sum.FileBytes += Constructors && !U ? 4 * Window : 0;
    Sum.PrivateBytes += Records + Modules.size() * 1024 + (Constructors ? 8 * 1024 : 0);
  }
  if (U)
    Sum.PrivateBytes += U->PrivateBytes + (U->Teams ? 96 * 1024 : 0);
  return Sum;
}

Baseline baselineOf(std::span<const std::string> Modules) { return baselineOf(Modules, nullptr); }

Baseline baselineOf(std::span<const std::string> Modules,
                    std::span<const demand::LibraryCall> Calls) {
  const Use U = useOf(Calls);
  return baselineOf(Modules, &U);
}

} // namespace auspex::machine
