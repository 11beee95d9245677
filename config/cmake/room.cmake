# waybill_room(FOLDER [SEES room...] [USES target...])
#
# One folder core/FOLDER (not its subfolders) is one object library room_FOLDER of all its .c files.  It links the
# third-party libraries it USES and no others, so that a foreign include does not build where the library keeps its
# headers in a folder of its own; the test arch/arrows holds the SEES of all rooms against their includes.
function(waybill_room folder)
  cmake_parse_arguments(ROOM "" "" "SEES;USES" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.c)
  if(sources)
    add_library(room_${name} OBJECT ${sources})
    target_include_directories(room_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include)
    target_link_libraries(room_${name} PRIVATE waybill_options ${ROOM_USES})
  else()
    add_library(room_${name} INTERFACE)
  endif()
endfunction()

# Objects of rooms, for linking.
function(waybill_room_objects ret_objects)
  set(objects)
  foreach(room ${ARGN})
    get_target_property(kind room_${room} TYPE)
    if(kind STREQUAL "OBJECT_LIBRARY")
      list(APPEND objects $<TARGET_OBJECTS:room_${room}>)
    endif()
  endforeach()
  set(${ret_objects} ${objects} PARENT_SCOPE)
endfunction()

# waybill_part(NAME ROOMS room... [LIBRARIES target...]): lib/waybill/waybill-NAME.so, opened on first use.
function(waybill_part name)
  cmake_parse_arguments(PART "" "" "ROOMS;LIBRARIES" ${ARGN})
  waybill_room_objects(objects ${PART_ROOMS})
  if(NOT objects)
    return()
  endif()
  add_library(part_${name} MODULE ${objects})
  target_link_libraries(part_${name} PRIVATE waybill_options ${PART_LIBRARIES})
  target_link_options(part_${name} PRIVATE -Wl,--version-script=${PROJECT_SOURCE_DIR}/config/cmake/part.map)
  if(NOT WAYBILL_SANITIZE AND NOT WAYBILL_TSAN) # clang leaves its runtime to the program
    target_link_options(part_${name} PRIVATE -Wl,-z,defs)
  endif()
  set_target_properties(part_${name} PROPERTIES PREFIX "" OUTPUT_NAME waybill-${name}
    LIBRARY_OUTPUT_DIRECTORY ${WAYBILL_PARTS_OUT})
  install(TARGETS part_${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/waybill)
endfunction()
