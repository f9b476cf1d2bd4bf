#ifndef SIDETONE_RTP_SOCKET_BINDING_H
#define SIDETONE_RTP_SOCKET_BINDING_H

#include <napi.h>

// Adds RtpSocket and setTrafficClass to the exports; nothing on Windows.
void DefineRtpSocket(Napi::Env env, Napi::Object exports);

#endif
