//===- runtime/migrate/host/requirements.cpp - What a job needs of the host that it goes to ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/host/requirements.h"

#include "runtime/migrate/criu_steps.h"
#include "runtime/place/size.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <map>
#include <memory>
#include <dirent.h>
#include <pwd.h>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

using nlohmann::json;

/// File systems that several hosts mount; their inode numbers are the server's.
bool shared(const std::string &Path) {
  struct statfs F;
  if (statfs(Path.c_str(), &F) != 0)
    return false;
  constexpr long Known[] = {NFS_SUPER_MAGIC, long(SMB_SUPER_MAGIC), long(CIFS_SUPER_MAGIC),
                            long(SMB2_SUPER_MAGIC), CEPH_SUPER_MAGIC, long(V9FS_MAGIC),
                            OCFS2_SUPER_MAGIC, 0x0BD00BD0 /* Lustre */,
                            0x47504653 /* GPFS */, 0x01161970 /* GFS2 */,
                            long(FUSE_SUPER_MAGIC) /* among them BeeGFS, GlusterFS, sshfs */};
  return std::ranges::any_of(Known, [&](long K) {
    return (unsigned long)(F.f_type) == (unsigned long)K;
  });
}

/// FNV-1a of a file's content: tells files apart that differ by accident, which is what two
/// hosts' libraries do. Both hosts are trusted.
std::string contentOf(const std::string &Path) {
  place::Fd F(open(Path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  uint64_t Sum = 14695981039346656037u;
  std::vector<char> Buffer(1 << 18);
  for (ssize_t N; F && (N = read(F.get(), Buffer.data(), Buffer.size())) != 0;) {
    if (N < 0)
      return "unreadable";
    for (ssize_t I = 0; I < N; ++I)
      Sum = (Sum ^ (unsigned char)Buffer[size_t(I)]) * 1099511628211u;
  }
  return F ? fmt::format("{:016x}", Sum) : "unreadable";
}
constexpr off_t MostCompared = 256 << 20; ///< bytes; a larger file is compared by its time

std::string bootId() { return place::readFile("/proc/sys/kernel/random/boot_id"); }

/// What programs can use of the processor, by Linux's names.
std::set<std::string> instructions() {
  static constexpr std::string_view Prefixes[] = {
      "sse", "ssse", "avx", "amx", "bmi", "fma", "aes", "vaes", "sha", "pclmul", "vpclmul", "gfni",
      "popcnt", "abm", "movbe", "f16c", "rdrand", "rdseed", "adx", "fsgsbase", "xsave", "lahf",
      "cx16", "pku", "clflushopt", "clwb", "movdir", "rdpid", "serialize", "cmov", "fp", "asimd",
      "sve", "sm3", "sm4", "crc32", "atomics", "dotprod", "pmull", "erms", "fsrm", "tbm", "xop"};
  std::set<std::string> All;
  std::string Text = place::readFile("/proc/cpuinfo");
  size_t At = Text.find("\nflags");
  if (At == Text.npos)
    At = Text.find("\nFeatures");
  if (At == Text.npos)
    return All;
  At = Text.find(':', At);
  std::istringstream Line(Text.substr(At + 1, Text.find('\n', At) - At - 1));
  for (std::string Word; Line >> Word;)
    if (std::ranges::any_of(Prefixes, [&](std::string_view P) { return Word.starts_with(P); }))
      All.insert(Word);
  return All;
}

uint64_t availableMemory() {
  std::string Text = place::readFile("/proc/meminfo");
  size_t At = Text.find("MemAvailable:");
  return At == Text.npos ? 0 : strtoull(Text.c_str() + At + 13, nullptr, 10) << 10;
}

std::string userName(uid_t Uid) {
  passwd Entry, *Found = nullptr;
  char Text[4096];
  return getpwuid_r(Uid, &Entry, Text, sizeof(Text), &Found) == 0 && Found ? Entry.pw_name : "";
}

std::string linkOf(const std::string &Path) {
  char To[4096];
  ssize_t N = readlink(Path.c_str(), To, sizeof(To));
  return N > 0 ? std::string(To, size_t(N)) : std::string();
}

/// Files of a job by their path, and whether it may write to them.
using Files = std::map<std::string, bool>;

void addFile(Files &All, const std::string &Path, bool Written) {
  constexpr std::string_view Gone = " (deleted)"; // CRIU takes those along
  // What is in this host's memory alone has a namesake there at best.
  if (Path.starts_with("/dev/shm/") && !Path.ends_with(Gone))
    All[Path] = true;
  if (Path.starts_with("/") && !Path.starts_with("/dev/") && !Path.starts_with("/proc/") &&
      !Path.starts_with("/sys/") && !Path.ends_with(Gone))
    All[Path] |= Written;
}

void openedBy(pid_t Pid, Files &All) {
  std::string Folder = fmt::format("/proc/{}/fd", Pid);
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir(Folder.c_str()), closedir);
  while (dirent *E = D ? readdir(D.get()) : nullptr) {
    if (E->d_name[0] == '.')
      continue;
    std::string Info = place::readFile(fmt::format("/proc/{}/fdinfo/{}", Pid, E->d_name));
    size_t At = Info.find("flags:");
    unsigned long Flags = At == Info.npos ? 0 : strtoul(Info.c_str() + At + 6, nullptr, 8);
    std::string Path = linkOf(Folder + "/" + E->d_name);
    addFile(All, Path, (Flags & O_ACCMODE) != O_RDONLY);
  }
}

void mappedBy(pid_t Pid, Files &All) {
  std::istringstream Maps(place::readFile(fmt::format("/proc/{}/maps", Pid)));
  for (std::string Line; std::getline(Maps, Line);) {
    size_t At = Line.find('/');
    size_t Rights = Line.find(' ');
    if (At == Line.npos || Rights == Line.npos || Rights + 4 > At)
      continue;
    bool Written = Line[Rights + 2] == 'w' && Line[Rights + 4] == 's';
    addFile(All, Line.substr(At), Written);
  }
}

std::string text(const json &J, const char *Key) {
  auto At = J.find(Key);
  return At != J.end() && At->is_string() ? At->get<std::string>() : std::string();
}
uint64_t number(const json &J, const char *Key) {
  auto At = J.find(Key);
  return At != J.end() && At->is_number_unsigned() ? At->get<uint64_t>() : 0;
}
const json &list(const json &J, const char *Key) {
  static const json None = json::array();
  auto At = J.find(Key);
  return At != J.end() && At->is_array() ? *At : None;
}

demand::Expected<void> hasFile(const json &F, bool SameMachine) {
  std::string Path = text(F, "path");
  auto Refuse = [&](std::string_view Why) { return demand::fail(fmt::format("{} {}", Path, Why)); };
  struct stat S;
  if (stat(Path.c_str(), &S) != 0)
    return Refuse(fmt::format("is not there ({})", strerror(errno)));
  if ((S.st_mode & S_IFMT) != number(F, "kind"))
    return Refuse("is something else there");
  if (S_ISDIR(S.st_mode))
    return {};
  bool Same = S.st_ino == number(F, "inode") && (!SameMachine || S.st_dev == number(F, "device"));
  if (number(F, "written")) {
    if (SameMachine ? !Same : !(Same && number(F, "shared") && shared(Path)))
      return Refuse("is written by it and is another file there; put it on a file system that both "
                    "hosts share");
    return {};
  }
  if (SameMachine && Same)
    return {};
  if (uint64_t(S.st_size) != number(F, "size"))
    return Refuse(fmt::format("has {} bytes there and {} here; install the same version",
                              uint64_t(S.st_size), number(F, "size")));
  if (S.st_size > MostCompared ? uint64_t(S.st_mtim.tv_sec) != number(F, "time")
                               : contentOf(Path) != text(F, "content"))
    return Refuse("has another content there; install the same version");
  return {};
}

} // namespace

bool inMemory(const std::string &Directory) {
  struct statfs F;
  return statfs(Directory.c_str(), &F) == 0 &&
         (F.f_type == TMPFS_MAGIC || (unsigned long)(F.f_type) == 0x858458f6u /* ramfs */);
}

demand::Expected<json> requirementsOf(const std::vector<pid_t> &Pids) {
  Files All;
  std::set<uid_t> Users;
  json Directories = json::array();
  for (pid_t Pid : Pids) {
    openedBy(Pid, All);
    mappedBy(Pid, All);
    addFile(All, linkOf(fmt::format("/proc/{}/cwd", Pid)), false);
    struct stat S;
    if (stat(fmt::format("/proc/{}", Pid).c_str(), &S) == 0)
      Users.insert(S.st_uid);
    for (const char *Name : {"0", "1", "2"})
      if (std::string To = linkOf(fmt::format("/proc/{}/fd/{}", Pid, Name));
          To.starts_with("/dev/pts/") || To == "/dev/tty" || To == "/dev/console")
        return demand::fail(fmt::format("process {} has the terminal {} open, which another host "
                                        "does not have; start it with pipes or files: "
                                        "auspex run --movable -- PROGRAM < /dev/null 2>&1 | cat",
                                        Pid, To));
  }
  json Listed = json::array(), Named = json::array();
  for (const auto &[Path, Written] : All) {
    struct stat S;
    if (stat(Path.c_str(), &S) != 0)
      return demand::fail(
          fmt::format("its file {} cannot be looked at: {}", Path, strerror(errno)));
    bool Compared = S_ISREG(S.st_mode) && !Written && S.st_size <= MostCompared;
    Listed.push_back({{"path", Path},
                      {"kind", uint64_t(S.st_mode & S_IFMT)},
                      {"size", uint64_t(S.st_size)},
                      {"inode", uint64_t(S.st_ino)},
                      {"device", uint64_t(S.st_dev)},
                      {"time", uint64_t(S.st_mtim.tv_sec)},
                      {"written", uint64_t(Written)},
                      {"shared", uint64_t(shared(Path))},
                      {"content", Compared ? contentOf(Path) : ""}});
  }
  for (uid_t Uid : Users)
    Named.push_back({{"uid", uint64_t(Uid)}, {"name", userName(Uid)}});
  struct utsname Name;
  uname(&Name);
  return json{{"machine", Name.machine}, {"boot", bootId()},  {"instructions", instructions()},
              {"files", Listed},         {"users", Named},    {"bytes", dumpBytes(Pids)}};
}

demand::Expected<void> meets(const json &R, const std::string &Images) {
  struct utsname Name;
  uname(&Name);
  if (text(R, "machine") != Name.machine)
    return demand::fail(fmt::format("it has {} processors and the job runs on {}", Name.machine,
                                    text(R, "machine")));
  std::set<std::string> Have = instructions();
  for (const json &Each : list(R, "instructions"))
    if (Each.is_string() && !Have.contains(Each.get<std::string>()))
      return demand::fail(fmt::format("its processor has no {}, which the job may use",
                                      Each.get<std::string>()));
  for (const json &Each : list(R, "users"))
    if (std::string Here = userName(uid_t(number(Each, "uid"))); Here != text(Each, "name"))
      return demand::fail(fmt::format(
          "user {} is {} there and {} here", number(Each, "uid"), Here.empty() ? "unknown" : Here,
          text(Each, "name").empty() ? "unknown" : text(Each, "name")));
  bool SameMachine = text(R, "boot") == bootId();
  for (const json &Each : list(R, "files"))
    if (auto Ok = hasFile(Each, SameMachine); !Ok)
      return Ok;
  if (!inMemory(Images))
    return demand::fail(
        fmt::format("its {} is no memory file system (images = in hosts.toml)", Images));
  uint64_t Bytes = number(R, "bytes"), Margin = 16 << 20;
  if (freeBytes(Images) < Bytes + Margin)
    return demand::fail(fmt::format(
        "the job's memory takes {} of its {}, where {} are free",
        place::sizeText(double(Bytes + Margin)), Images, place::sizeText(double(freeBytes(Images)))));
  // The images and, while they are read, the copy.
  if (uint64_t Memory = availableMemory(); Memory && Memory < 2 * Bytes + Margin)
    return demand::fail(fmt::format("the move takes {} of its memory, of which {} are available",
                                    place::sizeText(double(2 * Bytes + Margin)),
                                    place::sizeText(double(Memory))));
  return {};
}

} // namespace auspex::migrate
