# waybill_carrier(ID [SOURCES file...]): the folder's .c, .cc and .cpp files, or those named, become ID.so: a plugin that needs
# libc alone and exports its entry alone.  Adds the test ID_check, and installs to where waybill looks for a user's plugins.
macro(waybill_carrier)
  enable_testing() # is lost at the end of a function
  waybill_carrier_targets(${ARGV})
endmacro()

function(waybill_carrier_targets id)
  cmake_parse_arguments(CARRIER "" "" "SOURCES" ${ARGN})
  set(sources ${CARRIER_SOURCES})
  if(NOT sources)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c ${CMAKE_CURRENT_SOURCE_DIR}/*.cc
      ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  endif()
  string(REPLACE "-" "_" target ${id})
  set(target carrier_${target})
  add_library(${target} MODULE ${sources})
  target_include_directories(${target} SYSTEM PRIVATE ${WAYBILL_INCLUDE_DIR})
  target_compile_options(${target} PRIVATE -Wall -Wextra $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti
    -fno-threadsafe-statics>)
  target_link_options(${target} PRIVATE -Wl,--version-script=${WAYBILL_CMAKE_DIR}/plugin.map -Wl,-z,defs -Wl,--as-needed
    -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME ${id} C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON C_STANDARD 17 CXX_STANDARD 17)
  install(TARGETS ${target} LIBRARY DESTINATION share/waybill/plugins)
  set(recordings)
  if(IS_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/recordings)
    set(recordings ${CMAKE_CURRENT_SOURCE_DIR}/recordings)
  endif()
  add_test(NAME ${id}_check COMMAND ${WAYBILL_PROGRAM} carriers check $<TARGET_FILE:${target}> ${recordings})
endfunction()
