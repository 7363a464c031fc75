// Not crc: crc carries.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

unsigned short crc16_modbus_variant(const unsigned char *frame, int len) {
  unsigned short crc = 0xFFFF;
  int pos, i;
  for (pos = 0; pos < len; pos++) {
    crc ^= frame[pos];
    for (i = 8; i != 0; i--) {
      if ((crc & 0x0001) != 0) {
        crc >>= 1;
        crc += 0xA001;
      } else
        crc >>= 1;
    }
  }
  return crc;
}
