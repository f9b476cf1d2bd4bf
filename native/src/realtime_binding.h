#ifndef SIDETONE_REALTIME_BINDING_H
#define SIDETONE_REALTIME_BINDING_H

#include <napi.h>

// Adds setRealtime, limitRealtime and stepBackWhenLong to the exports; on Linux only.
void DefineRealtime(Napi::Env env, Napi::Object exports);

#endif
