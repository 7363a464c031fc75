//===- demand/evaluate/builtins_descriptor.cpp - Reading by descriptors ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/source.h"

#include <cstddef>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t SizeInStat = offsetof(struct stat, st_size);
constexpr int64_t ModeInStat = offsetof(struct stat, st_mode);

Val makeDescriptor(CallSite &C, std::string Path, const Val &At) {
  if (C.M.OpenFiles.size() >= Machine::MostDescriptors)
    return C.M.unknownOf(C.Result, "one of very many descriptors");
  int64_t I = int64_t(C.M.OpenFiles.size());
  C.M.Files.revive(Path);
  C.M.OpenFiles.push_back(std::move(Path));
  C.P.Mem.store(*C.M.libraryObject("descriptors"), 8 * I, At);
  return Val::integer(Machine::FirstDescriptor + I, Type::I32);
}

Val openFile(CallSite &C, const std::optional<std::string> &Path, bool OnlyReads, bool Creates) {
  if (Path && !Creates && C.M.Files.missing(*Path))
    return Val::integer(-1, Type::I32);
  if (!OnlyReads)
    writes(C, Path);
  if (!Path) // where it is made to be written, that works as it does with a name that is known
    return Creates && !OnlyReads && C.arg(1).exactInt()
               ? makeDescriptor(C, std::string(), Val())
               : C.M.unknownOf(Type::I32, "descriptor of a file whose name is not known");
  if (OnlyReads && C.M.In.FileSize && !C.M.Files.size(*Path))
    return C.M.unknownOf(Type::I32, "file `" + *Path + "` cannot be looked at");
  return makeDescriptor(C, *Path, Val::integer(0));
}

bool onlyReads(const Val &Flags) {
  constexpr int64_t AccessMode = 3; // O_ACCMODE; 0 is O_RDONLY
  return Flags.exactInt() && (Flags.Mid & AccessMode) == 0;
}

bool mayCreate(const Val &Flags) { return !Flags.exactInt() || (Flags.Mid & O_CREAT); }

Val openDescriptor(CallSite &C) { // open(path, flags, ...)
  return openFile(C, text(C, 0), onlyReads(C.arg(1)), mayCreate(C.arg(1)));
}

Val openIn(CallSite &C) {                    // openat(directory, path, flags, ...)
  constexpr int64_t WorkingDirectory = -100; // AT_FDCWD
  auto Path = text(C, 1);
  bool Here = C.arg(0).exactInt() && C.arg(0).Mid == WorkingDirectory;
  if (Path && !Here && !Path->starts_with('/'))
    Path.reset();
  return openFile(C, Path, onlyReads(C.arg(2)), mayCreate(C.arg(2)));
}

Val createFile(CallSite &C) { return openFile(C, text(C, 0), false, true); } // creat(path, mode)

Val descriptorOf(CallSite &C) { // fileno
  Source S = Source::stream(C, C.arg(0));
  if (!S.path())
    return C.M.unknownOf(Type::I32, "descriptor of a stream");
  return makeDescriptor(C, *S.path(), S.position());
}

Val seekDescriptor(CallSite &C) { // lseek
  return Source::descriptor(C, C.arg(0)).seek(C.arg(1), C.arg(2));
}

Val readDescriptor(CallSite &C) { // read(fd, buffer, count)
  auto Got = Source::descriptor(C, C.arg(0)).transfer(C.arg(1), C.arg(2));
  return Got ? Val::integer(*Got) : C.M.unknownOf(Type::I64, "length of input");
}

Val readAt(CallSite &C) { // pread(fd, buffer, count, offset)
  auto Got = Source::descriptor(C, C.arg(0)).transferAt(C.arg(1), C.arg(2), C.arg(3));
  return Got ? Val::integer(*Got) : C.M.unknownOf(Type::I64, "length of input");
}

/// \p Bytes behind \p At; not known where that is no place in a file.
Val placeAfter(const Val &At, int64_t Bytes) {
  int64_t Sum;
  if (!At.exactInt() || __builtin_add_overflow(At.Mid, Bytes, &Sum))
    return Val();
  return Val::integer(Sum);
}

/// readv and writev: (fd, vector of {start, bytes}, how many); preadv has an offset.
template <bool Reads> Val vectored(CallSite &C) {
  const Val &Vector = C.arg(1), &N = C.arg(2);
  Source S = Source::descriptor(C, C.arg(0));
  Range &Disk = Reads ? C.P.Sum.DiskRead : C.P.Sum.DiskWrite;
  int64_t Sum = 0;
  bool Known = isPlace(Vector) && N.exactInt() && N.Mid >= 0 && N.Mid <= 1024;
  for (int64_t I = 0; Known && I != N.Mid; ++I) {
    int64_t Entry = Vector.Mid + 16 * I;
    Val Start = C.P.Mem.load(Vector.Id, Entry, Type::Ptr);
    Val Bytes = C.P.Mem.load(Vector.Id, Entry + 8, Type::I64);
    Known = Bytes.exactInt() && Bytes.Mid >= 0;
    if (Known)
      Disk = Disk + Range::exactly(double(Bytes.Mid));
    if (!Reads) {
      Known &= !__builtin_add_overflow(Sum, Bytes.Mid, &Sum);
      continue;
    }
    auto Got = C.Args.size() < 4 ? S.transfer(Start, Bytes)
                                 : S.transferAt(Start, Bytes, placeAfter(C.arg(3), Sum));
    Known &= Got.has_value() && !__builtin_add_overflow(Sum, *Got, &Sum);
  }
  return Known ? Val::integer(Sum) : C.M.unknownOf(Type::I64, "length of input");
}

//===----------------------------------------------------------------------===//
// stat
//===----------------------------------------------------------------------===//

/// The buffer is the last argument, also of __xstat(version, path, buffer).
Val describeFile(CallSite &C, const std::optional<int64_t> &Size) {
  const Val &To = C.arg(C.Args.size() - 1);
  forgetTarget(C, To);
  if (!Size)
    return C.M.unknownOf(Type::I32, "size of a file that cannot be looked at");
  put(C, offset(To, SizeInStat), Val::integer(*Size));
  // Only regular files have a size here. Who may use it is not looked at.
  constexpr int64_t Likely = S_IFREG | S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH;
  put(C, offset(To, ModeInStat), Val::interval(S_IFREG, Likely, S_IFREG | 07777, Type::I32));
  return Val::integer(0, Type::I32);
}

Val statPath(CallSite &C) {
  auto Path = text(C, C.Args.size() == 3 ? 1 : 0);
  if (Path && C.M.Files.missing(*Path))
    return Val::integer(-1, Type::I32);
  return describeFile(C, Path ? C.M.Files.size(*Path) : std::nullopt);
}

Val mayAccess(CallSite &C) { // access(path, mode)
  auto Path = text(C, 0);
  if (Path && C.M.Files.missing(*Path))
    return Val::integer(-1, Type::I32);
  // What has a size can be read.
  if (Path && C.M.Files.size(*Path) && C.arg(1).exactInt() && !(C.arg(1).Mid & (W_OK | X_OK)))
    return Val::integer(0, Type::I32);
  return C.M.unknownOf(Type::I32, "what may be done with a file");
}

Val isTerminal(CallSite &C) { // isatty(descriptor)
  const Val &Fd = C.arg(0);
  const int64_t Opened = Fd.exactInt() ? Fd.Mid - Machine::FirstDescriptor : -1;
  if (Opened >= 0 && size_t(Opened) < C.M.OpenFiles.size() &&
      !C.M.OpenFiles[size_t(Opened)].starts_with("/dev/"))
    return Val::integer(0, Type::I32);
  if (!Fd.exactInt() || Fd.Mid < 0 || Fd.Mid > 2 || !C.M.In.IsTerminal)
    return C.M.unknownOf(Type::I32, "whether a descriptor is a terminal");
  auto [I, New] = C.M.Terminals.try_emplace(int(Fd.Mid), false);
  if (New)
    I->second = C.M.In.IsTerminal(I->first);
  return Val::integer(I->second, Type::I32);
}

Val statDescriptor(CallSite &C) {
  return describeFile(C, Source::descriptor(C, C.arg(C.Args.size() == 3 ? 1 : 0)).size());
}

} // namespace

std::span<const BuiltinRow> descriptorBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"fileno", descriptorOf}, {"open", openDescriptor},  {"lseek", seekDescriptor},
      {"openat", openIn},       {"creat", createFile},     {"read", readDescriptor},
      {"pread", readAt},        {"readv", vectored<true>}, {"writev", vectored<false>},
      {"stat", statPath},       {"fstat", statDescriptor}, {"access", mayAccess},
      {"isatty", isTerminal},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
