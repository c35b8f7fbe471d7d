#pragma once
#include <sodium.h>

/* argon2id at 19 MiB and two passes, the first of OWASP's equal choices; constants are casts, invisible to Swift. */
static inline int hut_password_hash(char out[crypto_pwhash_STRBYTES], const char *password, size_t size) {
  return crypto_pwhash_str_alg(out, password, size, 2, 19u * 1024 * 1024, crypto_pwhash_ALG_ARGON2ID13);
}
static inline int hut_password_size(void) { return (int)crypto_pwhash_STRBYTES; }
