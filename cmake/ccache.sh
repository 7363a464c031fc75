#!/bin/sh
# cmake/ccache.sh CCACHE COMPILER ARGUMENT... - The compiler through ccache.
#
# Two build trees share what was compiled with a precompiled header if the cache is told
# to (base_dir, no hash_dir) and the command names that header relative to the tree: CMake
# does not, and ccache leaves what follows -Xclang alone. Without pch_defines and
# time_macros ccache would not store such objects at all. A tree that took the header from
# another one's cache needs that one to be there.
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
for argument; do
  shift
  set -- "$@" "${argument#"$PWD/"}"
done
export CCACHE_SLOPPINESS="${CCACHE_SLOPPINESS:+$CCACHE_SLOPPINESS,}pch_defines,time_macros"
exec "$@"
