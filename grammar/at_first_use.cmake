# Takes work away from the start of every process that links the generated classes, since most runs parse no rules:
# the tables are read when the first parser is made instead of in a static object, and the lists of names, which only
# ANTLR's own messages use, are emptied. Stops when the tool writes other text than what is known here.
function(require_once text part)
  string(FIND "${text}" "${part}" first)
  string(FIND "${text}" "${part}" last REVERSE)
  if(first EQUAL -1 OR NOT first EQUAL last)
    message(FATAL_ERROR "the ANTLR tool writes its static objects in a new way: not exactly one `${part}` in ${path}")
  endif()
endfunction()

foreach(class MeshLexer MeshParser)
  set(path ${FOLDER}/${class}.cpp)
  file(READ ${path} text)

  set(constructor "  _interpreter = new atn::")
  set(object "${class}::Initializer ${class}::_init;")
  require_once("${text}" "${constructor}")
  require_once("${text}" "${object}")
  string(REPLACE "${object}" "" text "${text}")
  string(REPLACE "${constructor}" "  static const Initializer at_first_use;\n${constructor}" text "${text}")

  foreach(list _ruleNames _literalNames _symbolicNames)
    set(opening "std::vector<std::string> ${class}::${list} = {")
    require_once("${text}" "${opening}")
    string(FIND "${text}" "${opening}" begin)
    string(SUBSTRING "${text}" 0 ${begin} before)
    string(SUBSTRING "${text}" ${begin} -1 rest)
    string(FIND "${rest}" "\n};" end)
    string(SUBSTRING "${rest}" ${end} -1 after)
    set(text "${before}${opening}${after}")
  endforeach()

  file(WRITE ${path} "${text}")
endforeach()
