#ifndef SIDETONE_G722_BINDING_H
#define SIDETONE_G722_BINDING_H

#include <napi.h>

// Adds G722Encoder and G722Decoder to the exports.
void DefineG722(Napi::Env env, Napi::Object exports);

#endif
