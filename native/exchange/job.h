// What a rank is asked to do with a buffer: a schedule (transport.ts), and how far it has come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lockstep {

enum class Format : uint8_t { kBytes = 0, kFloat32 = 1, kBfloat16 = 2 };

struct Part {
  int32_t peer = -1;
  uint32_t sequence = 0;
  // Bytes of the buffer.
  size_t start = 0;
  size_t end = 0;

  bool Overlaps(const Part& other) const { return start < other.end && other.start < end; }
};

struct Round {
  Part send;
  Part receive;
  bool add = false;
};

struct Flow {
  std::vector<Round> rounds;
  size_t at = 0;
  // Of the two halves of the round: those that are not done.
  int open = 0;
};

struct Job {
  uint64_t id = 0;
  uint8_t* data = nullptr;
  uint32_t step = 0;
  uint16_t bucket = 0;
  Format format = Format::kBytes;
  std::vector<Flow> flows;
  // The first flow that has not begun, and the number of those that have and are not done.
  size_t next = 0;
  size_t running = 0;
};

// Whom a message that went or came is credited to.
struct Ticket {
  uint64_t job = 0;
  size_t flow = 0;
};

}  // namespace lockstep
