# Writes a ctest entry for each test case of a program that has just been linked. Catch's own script loses the entries
# of test cases whose names hold an unpaired bracket, as "[0, 1)" does: such a name swallows its neighbours in a list.
#   cmake -D PROGRAM=... -D PREFIX=... -D ENTRIES=... -P discover.cmake
execute_process(COMMAND ${PROGRAM} --list-test-names-only OUTPUT_VARIABLE names ERROR_VARIABLE errors)
if(names STREQUAL "")
  message(FATAL_ERROR "${PROGRAM} lists no test cases. ${errors}")
endif()

# What has a meaning in a list stands aside while the names are one.
string(ASCII 1 stand_in_0)
string(ASCII 2 stand_in_1)
string(ASCII 3 stand_in_2)
string(ASCII 4 stand_in_3)
string(REPLACE "[" "${stand_in_0}" names "${names}")
string(REPLACE "]" "${stand_in_1}" names "${names}")
string(REPLACE ";" "${stand_in_2}" names "${names}")
string(REPLACE "\\" "${stand_in_3}" names "${names}")
string(STRIP "${names}" names)
string(REPLACE "\n" ";" names "${names}")

get_filename_component(folder "${ENTRIES}" DIRECTORY)
set(entries "")
foreach(name IN LISTS names)
  string(REPLACE "${stand_in_0}" "[" name "${name}")
  string(REPLACE "${stand_in_1}" "]" name "${name}")
  string(REPLACE "${stand_in_2}" ";" name "${name}")
  string(REPLACE "${stand_in_3}" "\\" name "${name}")
  # On its command line Catch takes commas, brackets and quotes for its own unless they are escaped.
  string(REGEX REPLACE "([][\\\",])" "\\\\\\1" filter "${name}")
  # NoTests: a filter that matched nothing would pass otherwise.
  string(APPEND entries "add_test([==[${PREFIX}: ${name}]==] [==[${PROGRAM}]==] [==[${filter}]==] --warn NoTests)\n"
    "set_tests_properties([==[${PREFIX}: ${name}]==] PROPERTIES WORKING_DIRECTORY [==[${folder}]==] TIMEOUT 300)\n")
endforeach()
file(WRITE "${ENTRIES}" "${entries}")
