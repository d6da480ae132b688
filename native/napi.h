// Helpers for Node-API that all addons share: arguments, external values, and C++ exceptions that become JavaScript's.
// Every helper throws `Failure`, which `Export` turns into an Error of the same message.
#pragma once

#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace lockstep {

// What went wrong, in words for the JavaScript error.
struct Failure {
  std::string message;
};

inline void Check(napi_status status) {
  if (status != napi_ok) throw Failure{"a Node-API call failed with status " + std::to_string(status)};
}

// Memory that JavaScript owns: valid while the array is alive.
struct Bytes {
  uint8_t* data;
  size_t size;
};

// The memory of a Uint8Array, Int32Array, Uint32Array, Float32Array or Float64Array.
inline Bytes Array(napi_env env, napi_value value) {
  napi_typedarray_type type;
  size_t length;
  void* data;
  Check(napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr));
  const bool wide = type == napi_float32_array || type == napi_int32_array || type == napi_uint32_array;
  const size_t width = type == napi_float64_array ? 8 : wide ? 4 : 1;
  return {static_cast<uint8_t*>(data), length * width};
}

inline int64_t Number(napi_env env, napi_value value) {
  int64_t number;
  Check(napi_get_value_int64(env, value, &number));
  return number;
}

inline std::string Text(napi_env env, napi_value value) {
  size_t length;
  Check(napi_get_value_string_utf8(env, value, nullptr, 0, &length));
  std::string text(length, '\0');
  Check(napi_get_value_string_utf8(env, value, text.data(), length + 1, &length));
  return text;
}

inline uint32_t Length(napi_env env, napi_value array) {
  uint32_t length;
  Check(napi_get_array_length(env, array, &length));
  return length;
}

inline napi_value Element(napi_env env, napi_value array, uint32_t index) {
  napi_value value;
  Check(napi_get_element(env, array, index, &value));
  return value;
}

inline napi_value Property(napi_env env, napi_value object, const char* name) {
  napi_value value;
  Check(napi_get_named_property(env, object, name, &value));
  return value;
}

// An external value that owns `value`: Node deletes it with the value.
template <typename T>
napi_value Wrap(napi_env env, T* value) {
  napi_value external;
  const auto finalize = [](napi_env, void* data, void*) { delete static_cast<T*>(data); };
  Check(napi_create_external(env, value, finalize, nullptr, &external));
  return external;
}

// What an external value holds.
template <typename T>
T& Unwrap(napi_env env, napi_value external) {
  void* data;
  Check(napi_get_value_external(env, external, &data));
  return *static_cast<T*>(data);
}

constexpr size_t kMaxArguments = 8;

// `Body` as a function of Node-API; it is given `kMaxArguments` arguments, null where fewer came.
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

// Exports `Body` under `name`.
template <napi_value (*Body)(napi_env, const napi_value*)>
void Define(napi_env env, napi_value exports, const char* name) {
  napi_value function;
  Check(napi_create_function(env, name, NAPI_AUTO_LENGTH, Export<Body>, nullptr, &function));
  Check(napi_set_named_property(env, exports, name, function));
}

}  // namespace lockstep
