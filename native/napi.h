// What our addons need of Node-API: arguments, and exceptions that become JavaScript's.
#pragma once

#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace lockstep {

struct Failure {
  std::string message;
};

inline void Check(napi_status status) {
  if (status != napi_ok) throw Failure{"a Node-API call failed with status " + std::to_string(status)};
}

struct Bytes {
  uint8_t* data;
  size_t size;
};

// The memory of a Uint8Array, Float32Array or Float64Array.
inline Bytes Array(napi_env env, napi_value value) {
  napi_typedarray_type type;
  size_t length;
  void* data;
  Check(napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr));
  const size_t width = type == napi_float64_array ? 8 : type == napi_float32_array ? 4 : 1;
  return {static_cast<uint8_t*>(data), length * width};
}

inline int64_t Number(napi_env env, napi_value value) {
  int64_t number;
  Check(napi_get_value_int64(env, value, &number));
  return number;
}

template <typename T>
T& Unwrap(napi_env env, napi_value external) {
  void* data;
  Check(napi_get_value_external(env, external, &data));
  return *static_cast<T*>(data);
}

constexpr size_t kMaxArguments = 8;

template <napi_value (*Body)(napi_env, const napi_value*)>
napi_value Export(napi_env env, napi_callback_info info) {
  napi_value args[kMaxArguments] = {};
  size_t count = kMaxArguments;
  try {
    Check(napi_get_cb_info(env, info, &count, args, nullptr, nullptr));
    return Body(env, args);
  } catch (const Failure& failure) {
    napi_throw_error(env, nullptr, failure.message.c_str());
    return nullptr;
  }
}

template <napi_value (*Body)(napi_env, const napi_value*)>
void Define(napi_env env, napi_value exports, const char* name) {
  napi_value function;
  Check(napi_create_function(env, name, NAPI_AUTO_LENGTH, Export<Body>, nullptr, &function));
  Check(napi_set_named_property(env, exports, name, function));
}

}  // namespace lockstep
