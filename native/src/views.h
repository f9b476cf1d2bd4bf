// Typed arrays as plain memory. Nothing here throws: a wrong argument answers an empty view.
#ifndef SIDETONE_VIEWS_H
#define SIDETONE_VIEWS_H

#include <cstddef>
#include <cstdint>
#include <napi.h>

struct View {
  napi_typedarray_type type = napi_int8_array;
  void* data = nullptr;
  size_t length = 0;  // in elements

  bool Is(napi_typedarray_type wanted) const { return data != nullptr && type == wanted; }
  bool IsBytes() const { return Is(napi_uint8_array); }
  bool IsInt16() const { return Is(napi_int16_array); }
  bool IsFloat32() const { return Is(napi_float32_array); }

  uint8_t* Bytes() const { return static_cast<uint8_t*>(data); }
  int16_t* Int16() const { return static_cast<int16_t*>(data); }
  float* Float32() const { return static_cast<float*>(data); }
};

// `data` is null where the value is no typed array, is empty, or its memory was handed away.
inline View ViewOf(const Napi::Value& value) {
  View view;
  bool isTypedArray = false;
  if (napi_is_typedarray(value.Env(), value, &isTypedArray) != napi_ok || !isTypedArray) return view;
  size_t offset = 0;
  napi_value buffer = nullptr;
  const napi_status status =
      napi_get_typedarray_info(value.Env(), value, &view.type, &view.length, &view.data, &buffer, &offset);
  if (status != napi_ok || view.length == 0) view.data = nullptr;
  return view;
}

inline int32_t IntOf(const Napi::Value& value, int32_t otherwise) {
  int32_t result = otherwise;
  return napi_get_value_int32(value.Env(), value, &result) == napi_ok ? result : otherwise;
}

#endif
