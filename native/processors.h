// Compiled for what the processor may have; which of them runs is decided once, when the addon is loaded.
#pragma once

#if defined(__x86_64__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif
