# The generated classes read their tables in a static object, at the start of every process that links them. This
# moves the reading to the first parser made, since most runs parse no rules at all.
foreach(class MeshLexer MeshParser)
  set(path ${FOLDER}/${class}.cpp)
  file(READ ${path} text)
  set(constructor "  _interpreter = new atn::")
  set(object "${class}::Initializer ${class}::_init;")
  foreach(part constructor object)
    string(FIND "${text}" "${${part}}" first)
    string(FIND "${text}" "${${part}}" last REVERSE)
    if(first EQUAL -1 OR NOT first EQUAL last)
      message(FATAL_ERROR "${path}: not exactly one `${${part}}`: the ANTLR tool writes its static object differently "
                          "from what this step knows")
    endif()
  endforeach()
  string(REPLACE "${object}" "" text "${text}")
  string(REPLACE "${constructor}" "  static const Initializer at_first_use;\n${constructor}" text "${text}")
  file(WRITE ${path} "${text}")
endforeach()
