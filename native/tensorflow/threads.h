// What ops of our own that compute with several threads share: the threads, and memory for each.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <system_error>
#include <thread>
#include <vector>

namespace lockstep {

// As many as TensorFlow takes, from the environment too, once a process.
inline int64_t ThreadsOfTensorFlow() {
  static const int64_t threads = [] {
    const char* const told = std::getenv("TF_NUM_INTRAOP_THREADS");
    return std::max<int64_t>(1, told ? std::atoll(told) : std::thread::hardware_concurrency());
  }();
  return threads;
}

// Memory of this thread, in lines of the cache, that stays for the next op.
inline float* Workspace(int64_t size) {
  struct alignas(64) Line {
    float numbers[16];
  };
  static thread_local std::vector<Line> memory;
  const size_t lines = (size + 15) / 16;
  if (memory.size() < lines) memory.resize(lines);
  return memory.data()->numbers;
}

// `[0, count)`, cut at multiples of `unit` for as many threads as have something to do.
struct Parts {
  int64_t count, unit, threads;

  int64_t Number() const { return std::max<int64_t>(1, std::min(threads, count / unit)); }
  int64_t Start(int64_t part) const { return part == Number() ? count : count / unit * part / Number() * unit; }

  // `work(part, first, end)` for each, the first in this thread.
  template <typename Work>
  void Run(const Work& work) const {
    std::vector<std::thread> others;
    const auto run = [&](int64_t part) { work(part, Start(part), Start(part + 1)); };
    for (int64_t part = 1; part < Number(); part++) {
      try {
        others.emplace_back(run, part);
      } catch (const std::system_error&) {
        // No thread to be had.
        run(part);
      }
    }
    run(0);
    for (std::thread& other : others) other.join();
  }
};

}  // namespace lockstep
