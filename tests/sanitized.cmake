# The whole project once more with the other compiler and both sanitizers, warnings as errors, in a folder of its own.
# A leak does not fail a Criterion test by itself, so every report goes to a file and any file is a failure.
#   cmake -DSOURCE=... -DBINARY=... -DCOMPILER=clang -DCXX=clang++ -P sanitized.cmake
file(REMOVE_RECURSE ${BINARY}/reports)
file(MAKE_DIRECTORY ${BINARY}/reports)
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

run_or_fail(${CMAKE_COMMAND} -S ${SOURCE} -B ${BINARY} -G Ninja -DCMAKE_C_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=Debug
  -DWAYBILL_SANITIZE=ON -DWAYBILL_WERROR=ON)
run_or_fail(${CMAKE_COMMAND} --build ${BINARY})
set(ENV{ASAN_OPTIONS} "log_path=${BINARY}/reports/asan:detect_leaks=1:abort_on_error=0")
set(ENV{UBSAN_OPTIONS} "print_stacktrace=1")
run_or_fail(${CMAKE_CTEST_COMMAND} --test-dir ${BINARY} --output-on-failure)
file(GLOB reports ${BINARY}/reports/*)
if(reports)
  list(GET reports 0 first)
  file(READ ${first} text LIMIT 8000)
  message(FATAL_ERROR "the sanitizers reported:\n${text}")
endif()
