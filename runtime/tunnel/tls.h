//===- runtime/tunnel/tls.h - TLS 1.3 with a key that both ends have ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 8446, section 2.2: an external pre-shared key with a Diffie-Hellman exchange (psk_dhe_ke),
// which authenticates both ends and keeps what was sent secret even from who learns the key
// later. One cipher suite, no certificates, no tickets, no early data (which could be
// replayed).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_TUNNEL_TLS_H
#define AUSPEX_RUNTIME_TUNNEL_TLS_H

#include "runtime/migrate/host/key.h"

#include <memory>
#include <openssl/ssl.h>

namespace auspex::tunnel {

using Connection = std::unique_ptr<SSL, decltype(&SSL_free)>;

/// A handshake over \p Socket, which is made non-blocking, within \p MostMs. Fails with a
/// sentence for a person.
demand::Expected<Connection> handshake(int Socket, const migrate::Key &K, bool Server,
                                       int MostMs);

/// Passes bytes between \p C over \p Socket and \p Plain until either ends.
void pump(SSL *C, int Socket, int Plain);

} // namespace auspex::tunnel

#endif
