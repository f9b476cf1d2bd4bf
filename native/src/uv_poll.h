// The few functions of libuv that watch a descriptor. They are part of every host (Node, Electron) and of libuv's stable
// interface; declared here, since its headers come with no npm package.
#ifndef SIDETONE_UV_POLL_H
#define SIDETONE_UV_POLL_H

#include <cstddef>

struct uv_loop_s;
struct uv_handle_s;

extern "C" {
using uv_poll_cb = void (*)(uv_handle_s* handle, int status, int events);
using uv_close_cb = void (*)(uv_handle_s* handle);
size_t uv_handle_size(int type);
int uv_poll_init(uv_loop_s* loop, uv_handle_s* handle, int fd);
int uv_poll_start(uv_handle_s* handle, int events, uv_poll_cb cb);
void uv_close(uv_handle_s* handle, uv_close_cb cb);
void uv_handle_set_data(uv_handle_s* handle, void* data);
void* uv_handle_get_data(const uv_handle_s* handle);
}

// Their values in uv_handle_type and uv_poll_event.
constexpr int kUvPoll = 8;
constexpr int kUvReadable = 1;

#endif
