#ifndef SIDETONE_FIR_BINDING_H
#define SIDETONE_FIR_BINDING_H

#include <napi.h>

// Adds firFilter to the exports.
void DefineFir(Napi::Env env, Napi::Object exports);

#endif
