#!/usr/bin/env python3
"""Wrong includes that check_includes.py must find, and right ones that it must let pass."""

import pathlib
import tempfile
import unittest

from check_includes import Checker

MODULES = {
    "engine/base": "meshplay_module(engine_base)",
    "engine/text": "meshplay_module(engine_text DEPS engine_base)",
    "engine/diag": "meshplay_module(engine_diag\n  DEPS engine_text  # a comment with engine_base\n  LIBRARIES yaml)",
    "engine/data": "meshplay_module(engine_data DEPS engine_text LIBRARIES yaml)",
    "engine/tool": "add_executable(tool tool.cpp)\ntarget_link_libraries(tool PRIVATE engine_text options)",
    "cli": "meshplay_program(meshplay DEPS engine_diag)",
}


class IncludesTest(unittest.TestCase):
    def problems(self, files, modules=None):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            for name, call in {**MODULES, **(modules or {})}.items():
                (root / name).mkdir(parents=True, exist_ok=True)
                (root / name / "CMakeLists.txt").write_text(call + "\n")
            for name, text in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return Checker(root).check()

    def test_own_folder_and_deps_may_be_included(self):
        self.assertEqual([], self.problems({
            "engine/text/a.h": '#include "engine/text/b.h"\n#include "engine/base/c.h"\n#include <string>\n',
            "cli/main.cpp": '#include <sys/wait.h>\n#include <unistd.h>\n\n#include "engine/diag/d.h"\n',
        }))

    def test_a_folder_that_is_not_in_deps_is_refused_with_its_line(self):
        self.assertEqual(
            ['engine/base/a.cpp:2: "engine/text/b.h": engine_text is not in DEPS of engine/base/CMakeLists.txt'],
            self.problems({"engine/base/a.cpp": '#include <string>\n#include "engine/text/b.h"\n'}))

    def test_what_a_plain_target_links_may_be_included(self):
        self.assertEqual([], self.problems({"engine/tool/tool.cpp": '#include "engine/text/b.h"\n'}))
        self.assertEqual(1, len(self.problems({"engine/tool/tool.cpp": '#include "engine/base/b.h"\n'})))

    def test_a_dependency_of_a_dependency_is_not_enough(self):
        self.assertEqual(
            ['engine/diag/a.h:1: "engine/base/b.h": engine_base is not in DEPS of engine/diag/CMakeLists.txt'],
            self.problems({"engine/diag/a.h": '#include "engine/base/b.h"\n'}))

    def test_a_test_may_use_all_that_its_folder_reaches_and_no_more(self):
        self.assertEqual([], self.problems({
            "engine/diag/a_test.cpp": '#include <catch2/catch.hpp>\n#include "engine/base/b.h"\n'}))
        self.assertEqual(1, len(self.problems({"engine/diag/a_test.cpp": '#include "engine/data/b.h"\n'})))

    def test_third_party_headers_have_one_owner(self):
        self.assertEqual([], self.problems({"engine/data/a.cpp": "#include <yaml.h>\n"}))
        self.assertEqual(["engine/diag/a.cpp:1: <yaml.h> belongs to engine/data alone"],
                         self.problems({"engine/diag/a.cpp": "#include <yaml.h>\n"}))
        self.assertEqual(1, len(self.problems({"engine/diag/a.cpp": "#include <antlr4-runtime.h>\n"})))
        self.assertEqual(1, len(self.problems({"cli/a.cpp": "  #  include <boost/graph/graph_traits.hpp>\n"})))
        self.assertEqual(1, len(self.problems({"cli/a.cpp": '#include "grammar/MeshParser.h"\n'})))

    def test_an_unknown_third_party_header_is_refused(self):
        self.assertIn("<zlib.h> belongs to no folder yet", self.problems({"cli/a.cpp": "#include <zlib.h>\n"})[0])

    def test_the_test_framework_stays_in_tests(self):
        self.assertEqual(["cli/a.cpp:1: <catch2/catch.hpp> is for tests"],
                         self.problems({"cli/a.cpp": "#include <catch2/catch.hpp>\n"}))

    def test_includes_start_at_the_root(self):
        self.assertEqual(1, len(self.problems({"engine/text/a.cpp": '#include "b.h"\n'})))
        self.assertEqual(1, len(self.problems({"engine/text/a.cpp": '#include "../base/b.h"\n'})))

    def test_a_cycle_is_refused_and_named(self):
        self.assertIn("cycle in DEPS: engine_base -> engine_text -> engine_base",
                      self.problems({}, {"engine/base": "meshplay_module(engine_base DEPS engine_text)"}))

    def test_an_edge_to_the_right_is_refused(self):
        self.assertIn("engine/base/CMakeLists.txt: meshplay stands to the right of engine",
                      self.problems({}, {"engine/base": "meshplay_module(engine_base DEPS meshplay)",
                                         "cli": "meshplay_program(meshplay)"}))

    def test_an_unknown_dependency_is_refused(self):
        self.assertEqual(["engine/base/CMakeLists.txt: DEPS names engine_tetx, which no folder is"],
                         self.problems({}, {"engine/base": "meshplay_module(engine_base DEPS engine_tetx)"}))

    def test_code_outside_a_module_is_refused(self):
        self.assertEqual(["engine/lost/a.h: stands in no module's folder"], self.problems({"engine/lost/a.h": ""}))


if __name__ == "__main__":
    unittest.main()
