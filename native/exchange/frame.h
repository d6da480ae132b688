// Frames as framing.ts says them, and the limits of what a link takes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "job.h"
#include "numbers.h"

namespace lockstep {

constexpr size_t kHeaderBytes = 24;
constexpr size_t kMaxFrameBytes = size_t{1} << 30;
constexpr uint16_t kChecksummed = 1;
constexpr uint16_t kPing = 2;
constexpr uint16_t kSparse = 4;
constexpr uint32_t kMaxBucket = 16;
constexpr uint32_t kMaxSequence = 65536;
// What is sent or received before the other links and the other direction have their turn.
constexpr size_t kTurnBytes = 512 << 10;

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "frames are little-endian"
#endif
struct Header {
  uint32_t length = 0;
  uint32_t step = 0;
  uint32_t sequence = 0;
  uint16_t bucket = 0;
  uint16_t flags = 0;
  uint32_t checksum = 0;
  // Of the fields before it.
  uint32_t check = 0;

  void Seal() { check = Check(); }
  bool Sound() const { return check == Check(); }
  uint32_t Check() const { return Crc32(reinterpret_cast<const uint8_t*>(this), offsetof(Header, check)); }
  uint64_t Key() const { return (uint64_t{step} * kMaxBucket + bucket) * kMaxSequence + sequence; }
};
static_assert(sizeof(Header) == kHeaderBytes);

inline uint64_t KeyOf(const Job& job, const Part& part) {
  Header tag;
  tag.step = job.step;
  tag.bucket = job.bucket;
  tag.sequence = part.sequence;
  return tag.Key();
}

// How many bytes go over the wire for `bytes` of the buffer.
inline size_t WireBytes(Format format, size_t bytes) { return format == Format::kBfloat16 ? bytes / 2 : bytes; }

}  // namespace lockstep
