# waybill_carrier(ID [SOURCES file...]): the folder's .c files, or those named, become lib/waybill/plugins/ID.so, linked
# to nothing but libc, with one exported symbol; its recordings become part of --demo.
function(waybill_carrier id)
  cmake_parse_arguments(CARRIER "" "" "SOURCES" ${ARGN})
  set(sources ${CARRIER_SOURCES})
  if(NOT sources)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
  endif()
  if(NOT sources)
    return()
  endif()
  string(REPLACE "-" "_" symbol ${id})
  add_library(carrier_${symbol} MODULE ${sources})
  target_include_directories(carrier_${symbol} PRIVATE ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(carrier_${symbol} PRIVATE waybill_options)
  target_link_options(carrier_${symbol} PRIVATE
    -Wl,--version-script=${PROJECT_SOURCE_DIR}/config/cmake/plugin.map)
  if(NOT WAYBILL_SANITIZE AND NOT WAYBILL_TSAN) # clang leaves its runtime to the program
    target_link_options(carrier_${symbol} PRIVATE -Wl,-z,defs)
  endif()
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  if(folder MATCHES "^_") # the template: built to be tested, never loaded or installed
    set_target_properties(carrier_${symbol} PROPERTIES PREFIX "" OUTPUT_NAME ${id}
      LIBRARY_OUTPUT_DIRECTORY ${WAYBILL_PARTS_OUT}/template)
    return()
  endif()
  set_target_properties(carrier_${symbol} PROPERTIES PREFIX "" OUTPUT_NAME ${id}
    LIBRARY_OUTPUT_DIRECTORY ${WAYBILL_PLUGINS_OUT})
  install(TARGETS carrier_${symbol} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/waybill/plugins)

  if(CARRIER_SOURCES) # generated: nothing to replay or to call
    return()
  endif()

  # The same source linked into tests and fuzz targets: module entry wb_module_<id>.
  add_library(static_${symbol} OBJECT EXCLUDE_FROM_ALL ${sources})
  target_compile_definitions(static_${symbol} PRIVATE WB_STATIC=${symbol})
  target_include_directories(static_${symbol} PRIVATE ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(static_${symbol} PRIVATE waybill_options)

  if(IS_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/recordings)
    file(MAKE_DIRECTORY ${WAYBILL_DATA_OUT}/recordings)
    file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/recordings ${WAYBILL_DATA_OUT}/recordings/${id}
      SYMBOLIC)
    install(DIRECTORY recordings/ DESTINATION ${CMAKE_INSTALL_DATADIR}/waybill/recordings/${id})
  endif()
  set_property(GLOBAL APPEND PROPERTY WAYBILL_CARRIERS ${id})
endfunction()
