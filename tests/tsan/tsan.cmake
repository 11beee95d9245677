# The programs of tests/tsan once more under ThreadSanitizer, with the library, its parts and the carriers, in a folder of
# its own.  A race ends the program that has it.
#   cmake -DSOURCE=... -DBINARY=... -DCOMPILER=gcc -P tsan.cmake
function(run_or_fail)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(NOT code EQUAL 0)
    string(LENGTH "${out}" length)
    if(length GREATER 20000)
      math(EXPR start "${length} - 20000")
      string(SUBSTRING "${out}" ${start} -1 out)
    endif()
    message(FATAL_ERROR "failed: ${ARGN}\n${out}")
  endif()
endfunction()

find_program(ccache ccache)
if(ccache)
  set(launcher -DCMAKE_C_COMPILER_LAUNCHER=${ccache})
endif()
run_or_fail(${CMAKE_COMMAND} -S ${SOURCE} -B ${BINARY} -G Ninja -DCMAKE_C_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=Debug
  -DCMAKE_C_FLAGS_DEBUG=-g1\ -O1 -DWAYBILL_TSAN=ON -DWAYBILL_WERROR=ON ${launcher})
run_or_fail(${CMAKE_COMMAND} --build ${BINARY} --target tsan_contexts tsan_cancel tsan_runs tsan_hosts tsan_parsers)
set(ENV{TSAN_OPTIONS} "halt_on_error=1:exitcode=66:second_deadlock_stack=1")
run_or_fail(${CMAKE_CTEST_COMMAND} --test-dir ${BINARY} -L tsan --output-on-failure)
