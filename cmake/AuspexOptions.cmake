# What every target of the house shares: language, warnings, tools that speed
# up the build. Included once by the top level.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR NOT CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 22)
  message(FATAL_ERROR "Auspex builds with clang-22 (found ${CMAKE_CXX_COMPILER_ID} "
    "${CMAKE_CXX_COMPILER_VERSION}). Use a preset (cmake --preset release) or "
    "-DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22.")
endif()

option(AUSPEX_ASAN "Address and undefined-behaviour sanitizers" OFF)

find_program(AUSPEX_CCACHE ccache)
if(AUSPEX_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${AUSPEX_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${PROJECT_SOURCE_DIR}/cmake/ccache.sh ${AUSPEX_CCACHE})
endif()
find_program(AUSPEX_MOLD mold)
if(AUSPEX_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(AUSPEX_ASAN)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

include_directories(${PROJECT_SOURCE_DIR})

# auspex_own(TARGET [IN_COMPILER]): our own code, so warnings are errors.
# IN_COMPILER marks what is loaded into LLVM's process: no exceptions, no RTTI.
function(auspex_own target)
  cmake_parse_arguments(ARG "IN_COMPILER" "" "" ${ARGN})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wno-unused-parameter -Werror)
  if(ARG_IN_COMPILER)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>)
  endif()
endfunction()

# auspex_precompile(TARGET HEADER...): most of a file's compile time is other people's
# headers. They are read once a target; every file still includes what it uses, which a
# build with -DAUSPEX_PRECOMPILE=OFF shows.
set(AUSPEX_STANDARD_HEADERS <algorithm> <cmath> <functional> <map> <memory> <optional> <set>
  <string> <vector>)
option(AUSPEX_PRECOMPILE "Precompile the headers of LLVM, MLIR and the standard library" ON)
function(auspex_precompile target)
  if(AUSPEX_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    # The content of the header counts, not its age: objects can be cached.
    target_compile_options(${target} PRIVATE
      "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp -fpch-instantiate-templates>")
  endif()
endfunction()
