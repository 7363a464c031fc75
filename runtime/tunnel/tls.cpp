//===- runtime/tunnel/tls.cpp - TLS 1.3 with a key that both ends have ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/tunnel/tls.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

namespace auspex::tunnel {
namespace {

constexpr std::string_view Identity = "auspex";
constexpr unsigned char Suite[] = {0x13, 0x01}; // TLS_AES_128_GCM_SHA256

/// What OpenSSL takes a pre-shared key from. Null where there is no memory.
SSL_SESSION *sessionOf(SSL *C) {
  const auto *K = static_cast<const migrate::Key *>(SSL_get_app_data(C));
  SSL_SESSION *S = SSL_SESSION_new();
  const SSL_CIPHER *Cipher = SSL_CIPHER_find(C, Suite);
  if (S && K && Cipher && SSL_SESSION_set1_master_key(S, K->data(), K->size()) &&
      SSL_SESSION_set_cipher(S, Cipher) &&
      SSL_SESSION_set_protocol_version(S, TLS1_3_VERSION))
    return S;
  SSL_SESSION_free(S);
  return nullptr;
}

int clientKey(SSL *C, const EVP_MD *Digest, const unsigned char **Id, size_t *Length,
              SSL_SESSION **Out) {
  *Out = nullptr;
  SSL_SESSION *S = sessionOf(C);
  if (!S)
    return 0;
  if (Digest && Digest != SSL_CIPHER_get_handshake_digest(SSL_SESSION_get0_cipher(S))) {
    SSL_SESSION_free(S); // the server wants a suite that the key is not for
    return 1;
  }
  *Id = reinterpret_cast<const unsigned char *>(Identity.data());
  *Length = Identity.size();
  *Out = S;
  return 1;
}

int serverKey(SSL *C, const unsigned char *Id, size_t Length, SSL_SESSION **Out) {
  *Out = nullptr;
  if (Length != Identity.size() || CRYPTO_memcmp(Id, Identity.data(), Length) != 0)
    return 1; // none: the handshake fails, as there is no certificate
  *Out = sessionOf(C);
  return *Out != nullptr;
}

std::string reason() {
  unsigned long Error = ERR_peek_last_error();
  ERR_clear_error();
  // Another key shows as a check that fails, on either side.
  for (int Known : {SSL_R_BAD_PSK, SSL_R_BINDER_DOES_NOT_VERIFY, SSL_R_PSK_IDENTITY_NOT_FOUND,
                    SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,
                    SSL_R_TLSV1_ALERT_DECRYPT_ERROR, SSL_R_SSLV3_ALERT_ILLEGAL_PARAMETER,
                    SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE})
    if (Error && ERR_GET_REASON(Error) == Known)
      return "the keys of the two hosts differ";
  const char *Text = Error ? ERR_reason_error_string(Error) : nullptr;
  return Text ? fmt::format("no secure connection: {}", Text)
              : "the connection ended before it was secure";
}

int64_t nowMs() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return int64_t(T.tv_sec) * 1000 + T.tv_nsec / 1'000'000;
}

/// One direction: bytes that were taken and not yet given.
struct Half {
  char Bytes[1 << 16];
  size_t Size = 0, At = 0;
  bool empty() const { return At == Size; }
  void fill(size_t N) {
    Size = N;
    At = 0;
  }
};

} // namespace

demand::Expected<Connection> handshake(int Socket, const migrate::Key &K, bool Server,
                                       int MostMs) {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> Context(
      SSL_CTX_new(Server ? TLS_server_method() : TLS_client_method()), SSL_CTX_free);
  Connection C(nullptr, SSL_free);
  if (!Context || !SSL_CTX_set_min_proto_version(Context.get(), TLS1_3_VERSION) ||
      !SSL_CTX_set_ciphersuites(Context.get(), "TLS_AES_128_GCM_SHA256") ||
      !SSL_CTX_set_num_tickets(Context.get(), 0) ||
      !SSL_CTX_set_max_early_data(Context.get(), 0))
    return demand::fail("OpenSSL has no TLS 1.3");
  SSL_CTX_set_options(Context.get(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(Context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (Server)
    SSL_CTX_set_psk_find_session_callback(Context.get(), serverKey);
  else
    SSL_CTX_set_psk_use_session_callback(Context.get(), clientKey);
  // A server that knows no key could still show a certificate: none is trusted.
  SSL_CTX_set_verify(Context.get(), Server ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  C.reset(SSL_new(Context.get()));
  if (!C || !SSL_set_fd(C.get(), Socket))
    return demand::fail("no memory for a connection");
  SSL_set_app_data(C.get(), const_cast<migrate::Key *>(&K));
  fcntl(Socket, F_SETFL, fcntl(Socket, F_GETFL) | O_NONBLOCK);
  int64_t Until = nowMs() + MostMs;
  ERR_clear_error();
  while (true) {
    int Done = Server ? SSL_accept(C.get()) : SSL_connect(C.get());
    if (Done == 1)
      break;
    int Wants = SSL_get_error(C.get(), Done);
    if (Wants != SSL_ERROR_WANT_READ && Wants != SSL_ERROR_WANT_WRITE)
      return demand::fail(reason());
    pollfd P = {Socket, short(Wants == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT), 0};
    int64_t Left = Until - nowMs();
    if (Left <= 0 || (poll(&P, 1, int(Left)) < 0 && errno != EINTR))
      return demand::fail("the other end does not finish the handshake");
  }
  // Without the key nothing else may have let the handshake pass.
  if (!SSL_session_reused(C.get()))
    return demand::fail("the keys of the two hosts differ");
  SSL_set_app_data(C.get(), nullptr);
  return C;
}

void pump(SSL *C, int Socket, int Plain) {
  fcntl(Plain, F_SETFL, fcntl(Plain, F_GETFL) | O_NONBLOCK);
  static Half In, Out; // from the network, to it
  bool Over = false;   // nothing more comes from Plain
  while (true) {
    short Net = 0, Local = 0;
    bool Progress = false;
    if (In.empty()) {
      int N = SSL_read(C, In.Bytes, sizeof(In.Bytes));
      if (N > 0) {
        In.fill(size_t(N));
        Progress = true;
      } else if (int Wants = SSL_get_error(C, N); Wants == SSL_ERROR_WANT_READ) {
        Net |= POLLIN;
      } else if (Wants == SSL_ERROR_WANT_WRITE) {
        Net |= POLLOUT;
      } else {
        return; // ended or cut; frames tell which
      }
    }
    if (!In.empty()) {
      ssize_t N = send(Plain, In.Bytes + In.At, In.Size - In.At, MSG_NOSIGNAL);
      if (N > 0) {
        In.At += size_t(N);
        Progress = true;
      } else if (errno == EAGAIN) {
        Local |= POLLOUT;
      } else if (errno != EINTR) {
        return;
      }
    }
    if (Out.empty() && !Over) {
      ssize_t N = recv(Plain, Out.Bytes, sizeof(Out.Bytes), 0);
      if (N > 0) {
        Out.fill(size_t(N));
        Progress = true;
      } else if (N < 0 && errno == EAGAIN) {
        Local |= POLLIN;
      } else if (N == 0 || errno != EINTR) {
        Over = true;
      }
    }
    if (!Out.empty()) {
      int N = SSL_write(C, Out.Bytes + Out.At, int(Out.Size - Out.At));
      if (N > 0) {
        Out.At += size_t(N);
        Progress = true;
      } else if (int Wants = SSL_get_error(C, N); Wants == SSL_ERROR_WANT_WRITE) {
        Net |= POLLOUT;
      } else if (Wants == SSL_ERROR_WANT_READ) {
        Net |= POLLIN;
      } else {
        return;
      }
    }
    if (Over && Out.empty()) {
      SSL_shutdown(C); // the other end learns that nothing was cut off
      return;
    }
    if (Progress)
      continue;
    pollfd P[2] = {{Socket, Net, 0}, {Plain, Local, 0}};
    if (poll(P, 2, -1) < 0 && errno != EINTR)
      return;
  }
}

} // namespace auspex::tunnel
