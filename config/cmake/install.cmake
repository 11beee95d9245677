# What an installation holds: program, library, parts, plugins, recordings for --demo, headers, pkg-config, CMake package.
include(CMakePackageConfigHelpers)
if(NOT TARGET waybill)
  return()
endif()
install(TARGETS waybill EXPORT waybillTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET waybill_cli)
  install(TARGETS waybill_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY include/waybill DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(EXPORT waybillTargets NAMESPACE waybill:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/waybill)
configure_package_config_file(config/cmake/waybillConfig.cmake.in ${PROJECT_BINARY_DIR}/waybillConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/waybill PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/waybillConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/waybillConfig.cmake ${PROJECT_BINARY_DIR}/waybillConfigVersion.cmake
  config/cmake/waybillCarrier.cmake config/cmake/plugin.map
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/waybill)
file(RELATIVE_PATH WAYBILL_PREFIX_FROM_PC /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(config/cmake/waybill.pc.in ${PROJECT_BINARY_DIR}/waybill.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/waybill.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(EXISTS ${PROJECT_SOURCE_DIR}/docs/man/waybill.1)
  install(FILES docs/man/waybill.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()
if(EXISTS ${PROJECT_SOURCE_DIR}/config/waybill.conf.example)
  install(FILES config/waybill.conf.example DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()

# The template of `waybill carriers new`: in the build tree as installed.
set(WAYBILL_TEMPLATE template.c recordings standalone/CMakeLists.txt standalone/README.md standalone/ci.sh)
file(MAKE_DIRECTORY ${WAYBILL_DATA_OUT}/template)
foreach(entry ${WAYBILL_TEMPLATE})
  get_filename_component(name ${entry} NAME)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/plugins/_template/${entry} ${WAYBILL_DATA_OUT}/template/${name} SYMBOLIC)
endforeach()
install(DIRECTORY plugins/_template/recordings DESTINATION ${CMAKE_INSTALL_DATADIR}/waybill/template)
install(FILES plugins/_template/template.c plugins/_template/standalone/CMakeLists.txt plugins/_template/standalone/README.md
  DESTINATION ${CMAKE_INSTALL_DATADIR}/waybill/template)
install(PROGRAMS plugins/_template/standalone/ci.sh DESTINATION ${CMAKE_INSTALL_DATADIR}/waybill/template)
