//===- demand/emit.cpp - What compilers write around a document -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/emit.h"

namespace auspex::demand {

static constexpr size_t ReferenceBytes = 4;

std::string padded(std::string Bytes) {
  Bytes.resize((Bytes.size() + 3) / 4 * 4, '\0');
  return Bytes;
}

std::string noteHead(uint32_t Type, size_t DocumentBytes) {
  std::string Out;
  auto Word = [&](size_t V) {
    for (unsigned Byte = 0; Byte < 4; ++Byte)
      Out += char(V >> 8 * Byte & 0xff);
  };
  Word(NoteOwner.size() + 1);
  Word(ReferenceBytes + DocumentBytes);
  Word(Type);
  Out += NoteOwner;
  Out += '\0';
  return padded(std::move(Out));
}

// Place, base, semaphore; provider, name, arguments (size in bytes, signed, @ operand).
std::string probeAssembly(std::string_view Probe, size_t Values) {
  std::string Arguments;
  for (size_t I = 0; I < Values; ++I)
    Arguments += (I ? " -8@$" : "-8@$") + std::to_string(I);
  return "990: nop\n"
         ".pushsection .note.stapsdt,\"?\",\"note\"\n"
         ".balign 4\n"
         ".4byte 992f-991f, 994f-993f, 3\n"
         "991: .asciz \"stapsdt\"\n"
         "992: .balign 4\n"
         "993: .8byte 990b\n"
         ".8byte _.stapsdt.base\n"
         ".8byte 0\n"
         ".asciz \"auspex\"\n"
         ".asciz \"" +
         std::string(Probe) +
         "\"\n"
         ".asciz \"" +
         Arguments +
         "\"\n"
         "994: .balign 4\n"
         ".popsection\n"
         ".ifndef _.stapsdt.base\n"
         ".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n"
         ".weak _.stapsdt.base\n"
         ".hidden _.stapsdt.base\n"
         "_.stapsdt.base: .space 1\n"
         ".size _.stapsdt.base,1\n"
         ".popsection\n"
         ".endif\n";
}

} // namespace auspex::demand
