# What every target of Vigie has in common: warnings as errors, the project root as the only include
# root (so an include always names its folder), and one library per folder.

add_library(vigie_options INTERFACE)
target_compile_options(
  vigie_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
target_include_directories(vigie_options INTERFACE ${PROJECT_SOURCE_DIR})
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(vigie_options INTERFACE -fpch-preprocess)  # Lets ccache see through them.
  if(CMAKE_UNITY_BUILD)
    # Compiled together, a file's local names meet those of its neighbours' anonymous namespaces. The
    # lint build compiles each file alone, with all warnings.
    target_compile_options(vigie_options INTERFACE -Wno-shadow -Wshadow=local -Wno-subobject-linkage)
  endif()
endif()

# GCC 12 takes the code a sanitizer adds for values that were never set (GCC bug 105562), and for
# reading or writing beyond a short string (GCC bug 105651).
if("${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_DEBUG}" MATCHES "-fsanitize")
  set(VIGIE_SANITIZED ON)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(
      vigie_options INTERFACE -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow)
  endif()
endif()

# vigie_folder(NAME DEPENDS ... LIBRARIES ... PRECOMPILE ...): the library of the folder of that name.
# DEPENDS are other folders, visible to users; LIBRARIES are third-party and stay inside. PRECOMPILE
# names headers most of its files include, parsed once (nlohmann-json costs 2.5 s a file); every file
# still includes what it uses, which the lint build without precompiled headers checks. A library's
# flags come with it: simdjson.h included by a folder that does not name SIMDJSON gives its classes
# another layout.
function(vigie_folder name)
  cmake_parse_arguments(FOLDER "" "" "DEPENDS;LIBRARIES;PRECOMPILE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS
    ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(vigie_${name} STATIC ${sources})
  target_link_libraries(vigie_${name} PUBLIC vigie_options)
  foreach(folder IN LISTS FOLDER_DEPENDS)
    target_link_libraries(vigie_${name} PUBLIC vigie_${folder})
  endforeach()
  target_link_libraries(vigie_${name} PRIVATE ${FOLDER_LIBRARIES})
  if(FOLDER_PRECOMPILE)
    target_precompile_headers(vigie_${name} PRIVATE ${FOLDER_PRECOMPILE})
  endif()
endfunction()
