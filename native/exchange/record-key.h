// The key of TLS 1.3's records in one direction (RFC 8446, 5 and 7), for OpenSSL's ciphers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "../napi.h"
#include "openssl.h"

namespace lockstep {

// Most bytes of a record, as they are said.
constexpr size_t kRecordBytes = 16 << 10;
constexpr size_t kRecordHead = 5;
constexpr size_t kTagBytes = 16;
// What is added to the bytes of a record: its head, the byte of its type, and the tag.
constexpr size_t kRecordExtra = kRecordHead + 1 + kTagBytes;
// Most bytes behind the head, with the padding that a peer may add.
constexpr size_t kMostSealed = kRecordBytes + 256;

// What a record holds (RFC 8446, 5.1).
enum class Content : uint8_t { kNone = 0, kAlert = 21, kHandshake = 22, kData = 23 };

class RecordKey {
 public:
  enum class Use { kOpen = 0, kSeal = 1 };

  // `suite`: that of the handshake, by its number in TLS. @throws Failure where it is not known here
  RecordKey(uint32_t suite, std::vector<uint8_t> secret, Use use)
      : suite_(Named(suite)), secret_(std::move(secret)), use_(use), cipher_(tls_.EVP_CIPHER_CTX_new()) {
    if (!cipher_ || !Derive()) {
      tls_.EVP_CIPHER_CTX_free(cipher_);
      throw Failure{"OpenSSL does not take the keys of a record"};
    }
  }
  ~RecordKey() {
    tls_.OPENSSL_cleanse(secret_.data(), secret_.size());
    tls_.EVP_CIPHER_CTX_free(cipher_);
  }
  RecordKey(const RecordKey&) = delete;

  // Writes a whole record of `size` bytes, `kRecordBytes` at most, and `kRecordExtra` more.
  bool Seal(Content type, const uint8_t* data, size_t size, uint8_t* into) {
    const size_t sealed = size + 1 + kTagBytes;
    const uint8_t head[kRecordHead] = {static_cast<uint8_t>(Content::kData), 3, 3, static_cast<uint8_t>(sealed >> 8),
                                       static_cast<uint8_t>(sealed)};
    std::memcpy(into, head, kRecordHead);
    uint8_t* const body = into + kRecordHead;
    const auto what = static_cast<uint8_t>(type);
    int rest = 0;
    return Begin(head) && Turn(data, size, body) && Turn(&what, 1, body + size) &&
           tls_.EVP_CipherFinal_ex(cipher_, body + size + 1, &rest) == 1 &&
           tls_.EVP_CIPHER_CTX_ctrl(cipher_, kGetTag, kTagBytes, body + size + 1) == 1;
  }

  // Decrypts a record with `sealed` bytes behind its head, at least 1 + `kTagBytes`: up to `sealed` - 17 of them to `into`,
  // whose number comes back in `size`. False where it is not what the peer has encrypted; then `into` holds anything.
  bool Open(const uint8_t* record, size_t sealed, uint8_t* into, size_t& size, Content& type) {
    const uint8_t* const body = record + kRecordHead;
    size = sealed - 1 - kTagBytes;
    uint8_t last = 0;
    int rest = 0;
    // The call takes the tag to be changeable, and does not change it.
    auto* const tag = const_cast<uint8_t*>(body + size + 1);
    if (!Begin(record) || !Turn(body, size, into) || !Turn(body + size, 1, &last) ||
        tls_.EVP_CIPHER_CTX_ctrl(cipher_, kSetTag, kTagBytes, tag) != 1 ||
        tls_.EVP_CipherFinal_ex(cipher_, &last, &rest) != 1) {
      return false;
    }
    // The type is the last byte that is not padding.
    while (last == 0 && size > 0) last = into[--size];
    type = static_cast<Content>(last);
    return true;
  }

  // Goes on with the next key.
  bool Renew() {
    std::vector<uint8_t> next = Expand("traffic upd", secret_.size());
    // Who reads this memory later must not read what is past.
    tls_.OPENSSL_cleanse(secret_.data(), secret_.size());
    secret_ = std::move(next);
    return Derive();
  }

 private:
  struct Suite {
    uint32_t number;
    const Cipher* (*OpenSsl::*cipher)();
    const Digest* (*OpenSsl::*hash)();
    size_t key_bytes;
  };

  static const Suite& Named(uint32_t number) {
    static const Suite suites[] = {
        {0x1301, &OpenSsl::EVP_aes_128_gcm, &OpenSsl::EVP_sha256, 16},
        {0x1302, &OpenSsl::EVP_aes_256_gcm, &OpenSsl::EVP_sha384, 32},
        {0x1303, &OpenSsl::EVP_chacha20_poly1305, &OpenSsl::EVP_sha256, 32},
    };
    for (const Suite& suite : suites) {
      if (suite.number == number) return suite;
    }
    throw Failure{"TLS has agreed on a cipher that is not known here"};
  }

  bool Derive() {
    std::vector<uint8_t> key = Expand("key", suite_.key_bytes);
    nonce_ = Expand("iv", kNonceBytes);
    count_ = 0;
    const bool taken = !key.empty() && !nonce_.empty() &&
                       tls_.EVP_CipherInit_ex(cipher_, (tls_.*suite_.cipher)(), nullptr, key.data(), nonce_.data(),
                                              static_cast<int>(use_)) == 1;
    tls_.OPENSSL_cleanse(key.data(), key.size());
    return taken;
  }

  // HKDF-Expand-Label of the secret without a context, for no more bytes than the hash has; empty where that fails.
  std::vector<uint8_t> Expand(const std::string& label, size_t size) const {
    const std::string name = "tls13 " + label;
    std::string info{static_cast<char>(size >> 8), static_cast<char>(size), static_cast<char>(name.size())};
    info += name;
    info += '\0';
    info += '\1';
    std::vector<uint8_t> block(kMostHashBytes);
    unsigned made = 0;
    const bool done = tls_.HMAC((tls_.*suite_.hash)(), secret_.data(), static_cast<int>(secret_.size()),
                                reinterpret_cast<const uint8_t*>(info.data()), info.size(), block.data(), &made);
    if (!done || made < size) return {};
    block.resize(size);
    return block;
  }

  // The nonce is the key's, with the number of the record in its end; the head is authenticated too.
  bool Begin(const uint8_t* head) {
    uint8_t nonce[kNonceBytes];
    std::memcpy(nonce, nonce_.data(), kNonceBytes);
    for (size_t i = 0; i < sizeof count_; i++) nonce[kNonceBytes - 1 - i] ^= static_cast<uint8_t>(count_ >> (8 * i));
    count_++;
    int done = 0;
    return tls_.EVP_CipherInit_ex(cipher_, nullptr, nullptr, nullptr, nonce, static_cast<int>(use_)) == 1 &&
           tls_.EVP_CipherUpdate(cipher_, nullptr, &done, head, kRecordHead) == 1;
  }

  bool Turn(const uint8_t* from, size_t size, uint8_t* into) {
    if (size == 0) return true;
    int done = 0;
    return tls_.EVP_CipherUpdate(cipher_, into, &done, from, static_cast<int>(size)) == 1 &&
           done == static_cast<int>(size);
  }

  static constexpr size_t kNonceBytes = 12;
  static constexpr size_t kMostHashBytes = 64;

  const OpenSsl& tls_ = OpenSsl::Get();
  const Suite& suite_;
  std::vector<uint8_t> secret_;
  const Use use_;
  CipherContext* const cipher_;
  std::vector<uint8_t> nonce_;
  // Records that this key has protected.
  uint64_t count_ = 0;
};

}  // namespace lockstep
