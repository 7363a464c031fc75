# Installation and the CMake package: grows with the rooms.
include(GNUInstallDirs)
