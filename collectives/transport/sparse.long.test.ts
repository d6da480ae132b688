import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { toSparse } from './sparse.ts';

const ANSWER = 'all ways agree';

test('a message without zeros is the same by every kind of instruction, and none touches what is not its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-sparse-'));
  try {
    const [source, program] = [join(folder, 'check.cc'), join(folder, 'check')];
    writeFileSync(
      source,
      CHECK.replace('SPARSE', fileURLToPath(new URL('../../native/exchange/sparse.h', import.meta.url))),
    );
    execFileSync('g++', ['-std=c++17', '-O1', '-g', '-fsanitize=address,undefined', source, '-o', program], {
      stdio: 'pipe',
    });
    const [answer, ...made] = execFileSync(program, { encoding: 'utf8' }).trim().split('\n');
    expect(answer).toBe(ANSWER);
    // What the program has made, of words that it names, is what JavaScript makes.
    for (const line of made) {
      const [words, sparse] = line.split(' ').map((hex) => Buffer.from(hex, 'hex'));
      expect(Buffer.from(toSparse(words!)!).equals(sparse!)).toBe(true);
    }
    expect(made).toHaveLength(4);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Messages of many lengths and shares of zeros, in memory of exactly their size, whose borders are watched. */
const CHECK = `
#include "SPARSE"
#include <cstdio>
#include <memory>
#include <random>
#include <vector>
using namespace lockstep;
using Way = size_t (*)(const uint8_t*, size_t, uint8_t*);
using Back = size_t (*)(const UnalignedWord*&, size_t, size_t, uint32_t*);

static void Print(const uint8_t* data, size_t size, char end) {
  for (size_t i = 0; i < size; i++) std::printf("%02x", data[i]);
  std::printf("%c", end);
}

static bool Same(size_t count, double zeros, size_t row, bool print) {
  std::mt19937 random(static_cast<unsigned>(count + row));
  std::uniform_real_distribution<double> share;
  std::unique_ptr<uint32_t[]> words(new uint32_t[count]);
  bool zero = false;
  for (size_t i = 0; i < count; i++) {
    if (i % row == 0) zero = share(random) < zeros;
    words[i] = zero ? 0 : random() | 1;
  }
  const auto* data = reinterpret_cast<const uint8_t*>(words.get());
  std::vector<std::pair<Way, Back>> ways{{ToSparseOf<EachWord>, GroupOf<EachWord>}};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) ways.push_back({ToSparseByEight, GroupByEight});
#endif
  std::vector<uint8_t> first;
  for (const auto& [way, back] : ways) {
    std::unique_ptr<uint8_t[]> room(new uint8_t[SparseRoom(4 * count)]);
    const size_t size = way(data, 4 * count, room.get());
    if (first.empty()) first.assign(room.get(), room.get() + size);
    if (first != std::vector<uint8_t>(room.get(), room.get() + size)) return false;
    std::unique_ptr<uint8_t[]> exact(new uint8_t[size]);
    std::memcpy(exact.get(), room.get(), size);
    std::unique_ptr<uint32_t[]> own(new uint32_t[kGroupWords]);
    const auto* from = reinterpret_cast<const UnalignedWord*>(exact.get());
    size_t left = size / 4;
    for (size_t group = 0; group < count; group += kGroupWords) {
      const size_t size = std::min(kGroupWords, count - group);
      left = back(from, left, size, own.get());
      if (left == kMalformed || std::memcmp(own.get(), words.get() + group, 4 * size) != 0) return false;
    }
    if (left != 0) return false;
  }
  if (print) {
    Print(data, 4 * count, ' ');
    Print(first.data(), first.size(), '\\n');
  }
  return true;
}

int main() {
  const size_t rows[] = {1, 7, 32, 100};
  for (size_t count = 1; count < 3000; count += count < 100 ? 1 : 31) {
    for (const double zeros : {0.0, 0.1, 0.5, 0.9, 1.0}) {
      for (const size_t row : rows) {
        if (!Same(count, zeros, row, false)) return std::printf("%zu words, %g, rows of %zu\\n", count, zeros, row), 1;
      }
    }
  }
  std::printf("ANSWER\\n");
  for (const size_t row : rows) Same(5000, 0.4, row, true);
}
`.replace('ANSWER', ANSWER);
