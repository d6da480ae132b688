// Bytes that wait to be read in their order, in one piece of memory that is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace lockstep {

class ByteQueue {
 public:
  const uint8_t* data() const { return bytes_.data() + begin_; }
  size_t size() const { return end_ - begin_; }

  // Where the next `size` bytes may be written; `Filled` says how many were.
  uint8_t* Room(size_t size) {
    if (begin_ > 0) std::memmove(bytes_.data(), data(), this->size());
    end_ -= begin_;
    begin_ = 0;
    if (bytes_.size() < end_ + size) bytes_.resize(end_ + size);
    return bytes_.data() + end_;
  }
  void Filled(size_t size) { end_ += size; }

  void Taken(size_t size) {
    begin_ += size;
    if (begin_ == end_) begin_ = end_ = 0;
  }

 private:
  std::vector<uint8_t> bytes_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace lockstep
