// Digests, ciphers and key derivation of libcrypto, libsodium and mbedTLS.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs
// RUN: %auspex_clang -O2 -g1 -DMAIN %s -o %t -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex inspect %t 64 100000 | FileCheck %s --check-prefix=COST
// COST-NOT: no demand note
// Argon2 takes 64 MiB and gives them back; scrypt with N = 2^14 and r = 8 needs 16 MiB.
// COST: of it heap {{ *}}64.1 MiB
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef unsigned char u8;
u8 *SHA256(const u8 *data, size_t n, u8 *digest);
int SHA512_Update(void *context, const void *data, size_t n);
u8 *HMAC(const void *type, const void *key, int key_len, const u8 *data, size_t n, u8 *tag, unsigned *tag_len);
void AES_cbc_encrypt(const u8 *in, u8 *out, size_t n, const void *key, u8 *iv, int enc);
int EVP_EncryptUpdate(void *context, u8 *out, int *out_len, const u8 *in, int n);
int EVP_PBE_scrypt(const char *pass, size_t pass_len, const u8 *salt, size_t salt_len, uint64_t N, uint64_t r, uint64_t p, uint64_t max, u8 *key, size_t n);
int crypto_secretbox_easy(u8 *c, const u8 *m, unsigned long long n, const u8 *nonce, const u8 *key);
int crypto_stream_chacha20_xor(u8 *c, const u8 *m, unsigned long long n, const u8 *nonce, const u8 *key);
int crypto_generichash(u8 *out, size_t out_len, const u8 *in, unsigned long long n, const u8 *key, size_t key_len);
int crypto_aead_aes256gcm_encrypt(u8 *c, unsigned long long *c_len, const u8 *m, unsigned long long n, const u8 *ad, unsigned long long ad_len, const u8 *secret, const u8 *nonce, const u8 *key);
int crypto_pwhash(u8 *out, unsigned long long n, const char *pass, unsigned long long pass_len, const u8 *salt, unsigned long long ops, size_t memory, int alg);
int mbedtls_sha1(const u8 *data, size_t n, u8 *digest);
int mbedtls_aes_crypt_ctr(void *context, size_t n, size_t *offset, u8 *counter, u8 *stream, const u8 *in, u8 *out);
int mbedtls_md_hmac(const void *info, const u8 *key, size_t key_len, const u8 *data, size_t n, u8 *tag);

// CHECK: openssl: sha-256 matched H[8] = SHA-256-compress(H[8], message[n]) n=n
// CHECK: openssl: sha-512 matched H[8] = SHA-512-compress(H[8], message[n]) n=n
// CHECK: openssl: hmac matched tag = HMAC(key, message[n]) n=n
// CHECK: openssl: aes matched out[n] = AES-CBC(in[n], roundkeys) n=n
// The cipher of a context is not known.
// CHECK-NOT: openssl:
void openssl(size_t n, const u8 *in, u8 *out, void *context, u8 *iv, int *len) {
  SHA256(in, n, out);
  SHA512_Update(context, in, n);
  HMAC(context, iv, 16, in, n, out, 0);
  AES_cbc_encrypt(in, out, n, context, iv, 1);
  EVP_EncryptUpdate(context, out, len, in, (int)n);
}
// CHECK: sodium: salsa20 matched c[n+16] = XSalsa20-Poly1305(m[n], nonce[24], key[32]) n=n
// CHECK: sodium: chacha20 matched out[n] = in[n] ^ ChaCha20(key[32], nonce) n=n
// CHECK: sodium: blake2b matched {{.*}} n=n
// CHECK: sodium: aes matched c[n+16] = AES-256-GCM(m[n], additional[a], nonce, key[32]) n=n a=m
void sodium(size_t n, size_t m, const u8 *in, u8 *out, const u8 *key, unsigned long long *len) {
  crypto_secretbox_easy(out, in, n, key, key);
  crypto_stream_chacha20_xor(out, in, n, key, key);
  crypto_generichash(out, 32, in, n, 0, 0);
  crypto_aead_aes256gcm_encrypt(out, len, in, n, key, m, 0, key, key);
}
// CHECK: mbed: sha-1 matched {{.*}} n=n
// CHECK: mbed: aes matched out[n] = AES-CTR(in[n], roundkeys) n=n
// CHECK: mbed: hmac matched {{.*}} n=n
void mbed(size_t n, const u8 *in, u8 *out, void *context, size_t *offset, u8 *counter) {
  mbedtls_sha1(in, n, out);
  mbedtls_aes_crypt_ctr(context, n, offset, counter, counter, in, out);
  mbedtls_md_hmac(context, counter, 16, in, n, out);
}

#ifdef MAIN
int main(int argc, char **argv) {
  size_t n = atoi(argv[2]);
  u8 *data = malloc(n), digest[32], salt[16] = {0};
  for (size_t i = 0; i < n; i++)
    data[i] = 1;
  SHA256(data, n, digest);
  crypto_pwhash(digest, 32, "password", 8, salt, 3, (size_t)atoi(argv[1]) << 20, 2);
  EVP_PBE_scrypt("password", 8, salt, 16, 1 << 14, 8, 1, 0, digest, 32);
  free(data);
}
#endif
