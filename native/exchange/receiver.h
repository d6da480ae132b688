// Where a message goes: into a part of a job's buffer, as it is or added to what is there.
#pragma once

#include "job.h"
#include "numbers.h"

namespace lockstep {

struct Receiver {
  Ticket ticket;
  uint8_t* into = nullptr;
  // Length of the message.
  size_t bytes = 0;
  Format format = Format::kBytes;
  bool add = false;

  // Whether the message's bytes are those of the buffer.
  bool Direct() const { return !add && format != Format::kBfloat16; }

  // Writes or adds `count` numbers that lie at `data` as they travelled, from number `at` on.
  void Put(size_t at, const uint8_t* data, size_t count) const {
    auto* to = reinterpret_cast<UnalignedFloat*>(into) + at;
    if (format != Format::kBfloat16) {
      Add(to, reinterpret_cast<const UnalignedFloat*>(data), count);
      return;
    }
    const auto* halves = reinterpret_cast<const UnalignedHalf*>(data);
    if (add) AddWidened(to, halves, count);
    else Widen(to, halves, count);
  }
};

}  // namespace lockstep
