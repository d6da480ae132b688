// What a rank is asked to do with a buffer: a schedule (collectives/transport/schedule.ts has its contract), and how
// far it has come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lockstep {

// How the elements of a buffer travel; the numbers are those of `run` in exchange.cc.
enum class Format : uint8_t { kBytes = 0, kFloat32 = 1, kBfloat16 = 2 };

// A range of the buffer on its way to or from `peer`; peer -1: nothing.
struct Part {
  int32_t peer = -1;
  uint32_t sequence = 0;
  // In bytes of the buffer, though a schedule counts elements.
  size_t start = 0;
  size_t end = 0;

  bool Overlaps(const Part& other) const { return start < other.end && other.start < end; }
};

// Both halves at one time; done when both are.
struct Round {
  Part send;
  Part receive;
  // Adds what is received to the buffer, instead of replacing it.
  bool add = false;
};

// Rounds one after another.
struct Flow {
  std::vector<Round> rounds;
  // The round that is under way.
  size_t at = 0;
  // Halves of that round that are not done: 0 to 2.
  int open = 0;
};

// Several flows run at the same time; the memory at `data` must live until the job is reported.
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

// The flow that goes on once a message has gone or come.
struct Ticket {
  uint64_t job = 0;
  size_t flow = 0;
};

}  // namespace lockstep
