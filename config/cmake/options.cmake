# Warnings, sanitizers and hardening, for all of the project's own code.
add_library(waybill_options INTERFACE)
target_compile_definitions(waybill_options INTERFACE _POSIX_C_SOURCE=200809L _DEFAULT_SOURCE)
target_compile_options(waybill_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef
  -Wcast-qual -Wformat=2 -Wswitch-enum -Wpointer-arith -Wwrite-strings -Wdouble-promotion -Wnull-dereference
  -Wimplicit-fallthrough -fno-common -fstack-protector-strong)
if(WAYBILL_WERROR)
  target_compile_options(waybill_options INTERFACE -Werror)
endif()
if(WAYBILL_SANITIZE)
  target_compile_options(waybill_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(waybill_options INTERFACE -fsanitize=address,undefined)
  target_compile_definitions(waybill_options INTERFACE WB_SANITIZED=1)
elseif(WAYBILL_TSAN)
  target_compile_options(waybill_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(waybill_options INTERFACE -fsanitize=thread)
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_definitions(waybill_options INTERFACE _FORTIFY_SOURCE=2)
endif()
if(WAYBILL_FUZZ)
  target_compile_options(waybill_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
target_link_options(waybill_options INTERFACE -Wl,--as-needed -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
# The addresses in our tables are put right at every start: this form of their list is a twentieth as long.
include(CheckLinkerFlag)
check_linker_flag(C -Wl,-z,pack-relative-relocs WAYBILL_PACKED_RELOCATIONS)
if(WAYBILL_PACKED_RELOCATIONS)
  target_link_options(waybill_options INTERFACE -Wl,-z,pack-relative-relocs)
endif()
