# Installation and the CMake package. The build tree has the layout of an
# installation (bin/auspex, lib/auspex/AuspexPlugin.so), so that the command finds
# the plugin relative to itself in both.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# A private folder below lib, on Debian's multiarch too: only our own command loads it.
set(AUSPEX_INSTALL_PLUGINDIR lib/auspex)
set(AUSPEX_INSTALL_CMAKEDIR lib/cmake/Auspex)
set(AUSPEX_INSTALL_KNOWLEDGEDIR ${CMAKE_INSTALL_DATADIR}/auspex/knowledge)

if(TARGET AuspexPlugin)
  set_target_properties(AuspexPlugin PROPERTIES
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/auspex)
  install(TARGETS AuspexPlugin LIBRARY DESTINATION ${AUSPEX_INSTALL_PLUGINDIR})
endif()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/demand/knowledge/
  DESTINATION ${AUSPEX_INSTALL_KNOWLEDGEDIR}
  FILES_MATCHING PATTERN "*.toml")

# Completions are what the command itself prints, so they cannot go stale.
if(TARGET auspex)
  set(completions)
  foreach(shell IN ITEMS bash zsh fish)
    set(file ${PROJECT_BINARY_DIR}/completions/auspex.${shell})
    add_custom_command(OUTPUT ${file}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/completions
      COMMAND auspex completion ${shell} > ${file}
      DEPENDS auspex
      COMMENT "Writing the completion for ${shell}")
    list(APPEND completions ${file})
  endforeach()
  add_custom_target(auspex-completions ALL DEPENDS ${completions})
  install(FILES ${PROJECT_BINARY_DIR}/completions/auspex.bash
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME auspex)
  install(FILES ${PROJECT_BINARY_DIR}/completions/auspex.zsh
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _auspex)
  install(FILES ${PROJECT_BINARY_DIR}/completions/auspex.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/AuspexConfig.cmake.in
  ${PROJECT_BINARY_DIR}/cmake/AuspexConfig.cmake
  INSTALL_DESTINATION ${AUSPEX_INSTALL_CMAKEDIR}
  PATH_VARS AUSPEX_INSTALL_PLUGINDIR CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/AuspexConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/cmake/AuspexConfig.cmake
  ${PROJECT_BINARY_DIR}/cmake/AuspexConfigVersion.cmake
  DESTINATION ${AUSPEX_INSTALL_CMAKEDIR})
