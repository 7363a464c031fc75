//===- demand/evaluate/builtins_file.cpp - Sizes and positions of files ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A FILE * is an object whose text is the path; its position is a cell. Files
// are never opened: their size comes from Inputs::FileSize.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins.h"

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t PositionCell = 1 << 20; // beyond any path
constexpr int64_t SizeInStat = 48;        // offsetof(struct stat, st_size), x86-64 and aarch64

std::optional<int64_t> sizeOf(CallSite &C, const std::string &Path) {
  if (!C.M.In.FileSize)
    return std::nullopt;
  auto S = C.M.In.FileSize(Path);
  return S ? std::optional<int64_t>(int64_t(*S)) : std::nullopt;
}

std::optional<std::string> pathOf(CallSite &C, const Val &Descriptor) {
  int64_t I = Descriptor.exactInt() ? Descriptor.Mid - Machine::FirstDescriptor : -1;
  if (I < 0 || size_t(I) >= C.M.OpenFiles.size())
    return std::nullopt;
  return C.M.OpenFiles[size_t(I)];
}

Val openStream(CallSite &C) { // fopen
  auto Path = C.M.stringAt(C.P, C.arg(0));
  auto Mode = C.M.stringAt(C.P, C.arg(1));
  if (!Path)
    return C.M.unknownOf(Type::Ptr, "stream of a file whose name is not known");
  bool Reads = Mode && Mode->starts_with('r');
  if (Reads && C.M.In.FileSize && !sizeOf(C, *Path))
    return C.M.unknownOf(Type::Ptr, "file `" + *Path + "` cannot be looked at");
  ObjectId O = C.M.textObject(C.P, *Path);
  C.P.Mem.store(O, PositionCell, Val::integer(0));
  return Val::pointer(O, 0);
}

Val openDescriptor(CallSite &C) { // open
  auto Path = C.M.stringAt(C.P, C.arg(0));
  if (!Path || C.M.OpenFiles.size() > 4096)
    return C.M.unknownOf(C.Result, "descriptor of a file whose name is not known");
  C.M.OpenFiles.push_back(*Path);
  return Val::integer(Machine::FirstDescriptor + int64_t(C.M.OpenFiles.size()) - 1, Type::I32);
}

Val seek(CallSite &C) { // fseek, fseeko
  const Val &File = C.arg(0), &Offset = C.arg(1), &Whence = C.arg(2);
  auto Path = C.M.stringAt(C.P, File);
  if (!Path || !Offset.exactInt() || !Whence.exactInt())
    return Val::integer(0, Type::I32);
  Val At = Val::unknown(Type::I64);
  if (Whence.Mid == 0)
    At = Val::integer(Offset.Mid);
  else if (Whence.Mid == 2)
    if (auto S = sizeOf(C, *Path))
      At = Val::integer(*S + Offset.Mid);
  C.P.Mem.store(File.Id, PositionCell, At);
  return Val::integer(0, Type::I32);
}

Val rewindStream(CallSite &C) {
  if (C.arg(0).isPtr())
    C.P.Mem.store(C.arg(0).Id, PositionCell, Val::integer(0));
  return Val();
}

Val tell(CallSite &C) { // ftell, ftello
  if (C.arg(0).isPtr())
    if (Val V = C.P.Mem.load(C.arg(0).Id, PositionCell, Type::I64); V.known())
      return V;
  return C.M.unknownOf(Type::I64, "position in a file");
}

Val seekDescriptor(CallSite &C) { // lseek
  auto Path = pathOf(C, C.arg(0));
  if (Path && C.arg(1).exactInt() && C.arg(2).exactInt()) {
    if (C.arg(2).Mid == 0)
      return Val::integer(C.arg(1).Mid);
    if (auto S = sizeOf(C, *Path); S && C.arg(2).Mid == 2)
      return Val::integer(*S + C.arg(1).Mid);
  }
  return C.M.unknownOf(Type::I64, "position in a file");
}

Val describeFile(CallSite &C, std::optional<std::string> Path) {
  const Val &To = C.arg(1);
  if (To.isPtr())
    C.P.Mem.forgetAll(To.Id);
  auto S = Path ? sizeOf(C, *Path) : std::nullopt;
  if (!S)
    return C.M.unknownOf(Type::I32, "size of a file that cannot be looked at");
  if (To.isPtr() && !To.AnyOffset)
    C.P.Mem.store(To.Id, To.Mid + SizeInStat, Val::integer(*S));
  return Val::integer(0, Type::I32);
}

Val statPath(CallSite &C) { return describeFile(C, C.M.stringAt(C.P, C.arg(0))); }
Val statDescriptor(CallSite &C) { return describeFile(C, pathOf(C, C.arg(0))); }

Val descriptorOf(CallSite &C) { // fileno
  auto Path = C.M.stringAt(C.P, C.arg(0));
  if (!Path || C.M.OpenFiles.size() > 4096)
    return C.M.unknownOf(Type::I32, "descriptor of a stream");
  C.M.OpenFiles.push_back(*Path);
  return Val::integer(Machine::FirstDescriptor + int64_t(C.M.OpenFiles.size()) - 1, Type::I32);
}

/// mmap: anonymous memory is allocated, a file is mapped (resident once read).
Val mapMemory(CallSite &C) {
  constexpr int64_t Anonymous = 0x20; // MAP_ANONYMOUS
  const Val &Flags = C.arg(3);
  ObjectId O = C.P.Mem.allocate(C.arg(1), AllocKind::Mmap, 4096);
  if (Flags.exactInt() && !(Flags.Mid & Anonymous)) {
    Object &Mapped = C.P.Mem.edit(O);
    Mapped.Where = Object::Home::Static; // reading makes its pages resident
    Mapped.ZeroFilled = false;
  }
  return Val::pointer(O, 0);
}

Val systemConfiguration(CallSite &C) {
  if (C.arg(0).exactInt()) {
    switch (C.arg(0).Mid) {
    case 30: // _SC_PAGESIZE
      return Val::integer(int64_t(C.M.In.PageSize));
    case 83: // _SC_NPROCESSORS_CONF
    case 84: // _SC_NPROCESSORS_ONLN
      return Val::integer(C.M.In.Cpus);
    }
  }
  return C.M.unknownOf(Type::I64, "sysconf");
}

} // namespace

std::span<const BuiltinRow> fileBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"fopen", openStream},       {"fopen64", openStream},
      {"open", openDescriptor},    {"open64", openDescriptor},
      {"fseek", seek},             {"fseeko", seek},
      {"ftell", tell},             {"ftello", tell},
      {"rewind", rewindStream},    {"lseek", seekDescriptor},
      {"stat", statPath},          {"lstat", statPath},
      {"fstat", statDescriptor},   {"fileno", descriptorOf},
      {"mmap", mapMemory},         {"sysconf", systemConfiguration},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
