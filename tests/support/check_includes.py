#!/usr/bin/env python3
"""Holds every #include against the DEPS of its folder.

    check_includes.py ROOT

Reads the meshplay_module(...) and meshplay_program(...) calls in the CMakeLists.txt files under ROOT, and plain targets
with what they link. A file of a folder may include, from the root of the tree, headers of its own folder and of the folders in DEPS: what a dependency
depends on does not count. A folder's *_test.cpp may use everything that its folder can reach. What stands under tests/
may use everything. Third-party headers belong to one folder each. DEPS form no cycle and point leftwards only.
Prints one line a mistake and ends with 1 when there is one.
"""

import pathlib
import re
import sys

# Leftmost first: a folder may depend on its own part and on those before it.
PARTS = ["grammar", "engine", "rules", "catalog", "server", "cli"]

# Who may include what begins like this. `grammar/` is generated.
OWNERS = {
    "antlr4-runtime": "engine/parse",
    "grammar/": "engine/parse",
    "yaml.h": "engine/data",
    "re2/": "engine/pattern",
    "nettle/": "engine/units",
    "boost/": "engine/graph",
    "utf8proc.h": "catalog/content",
    "git2": "catalog/git",
    "sqlite3": "catalog/store",
    "httplib": "server/http",
    "nlohmann/": "server/lsp",
    "cmark.h": "cli",
    "histedit.h": "cli",
}

# Only in tests.
TEST_HEADERS = ("catch2/",)

# POSIX and Linux: everyone's.
SYSTEM = re.compile(r"(sys|linux|netinet|arpa)/\w+\.h|(dirent|fcntl|fnmatch|glob|poll|pthread|signal|spawn|unistd)\.h")
STANDARD = re.compile(r"[a-z_0-9]+")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)
CALL = re.compile(
    r"^[ \t]*(meshplay_module|meshplay_program|add_library|add_executable|target_link_libraries)\(([^)]*)\)", re.MULTILINE)
KEYWORDS = {"DEPS", "LIBRARIES", "SOURCES"}


class Module:
    def __init__(self, name, folder, deps):
        self.name = name
        self.folder = folder  # `engine/diag`
        self.deps = deps      # names of modules


def deps_of(words):
    deps, under = [], None
    for word in words:
        if word in KEYWORDS:
            under = word
        elif under == "DEPS":
            deps.append(word)
    return deps


def read_modules(root):
    modules, links = {}, []
    for path in sorted(root.rglob("CMakeLists.txt")):
        folder = path.parent.relative_to(root)
        if folder.parts[:1] in ((), ("build",), ("tests",)):
            continue
        text = re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
        for function, arguments in CALL.findall(text):
            name, *words = arguments.split()
            if name.startswith("$"):
                continue
            if function == "target_link_libraries":
                links.append((name, words))
            else:
                modules[name] = Module(name, folder.as_posix(), deps_of(words))
    for name, words in links:
        if name in modules:
            modules[name].deps += [word for word in words if word in modules]
    return modules


def reach(name, modules, seen=None):
    """All modules that `name` can get to, itself included."""
    seen = set() if seen is None else seen
    if name not in seen and name in modules:
        seen.add(name)
        for dep in modules[name].deps:
            reach(dep, modules, seen)
    return seen


def find_cycle(modules):
    state, path = {}, []

    def visit(name):
        state[name] = "open"
        path.append(name)
        for dep in modules[name].deps:
            if state.get(dep) == "open":
                return path[path.index(dep):] + [dep]
            if dep in modules and dep not in state:
                cycle = visit(dep)
                if cycle:
                    return cycle
        path.pop()
        state[name] = "done"
        return None

    for name in sorted(modules):
        if name not in state:
            cycle = visit(name)
            if cycle:
                return cycle
    return None


def check_edges(modules):
    problems = []
    for module in modules.values():
        for dep in module.deps:
            if dep not in modules:
                problems.append(f"{module.folder}/CMakeLists.txt: DEPS names {dep}, which no folder is")
                continue
            here, there = module.folder.split("/")[0], modules[dep].folder.split("/")[0]
            if PARTS.index(there) > PARTS.index(here):
                problems.append(f"{module.folder}/CMakeLists.txt: {dep} stands to the right of {here}")
    cycle = find_cycle(modules)
    if cycle:
        problems.append("cycle in DEPS: " + " -> ".join(cycle))
    return problems


class Checker:
    def __init__(self, root):
        self.root = root
        self.modules = read_modules(root)
        self.by_folder = {module.folder: module for module in self.modules.values()}

    def module_of(self, path):
        """The module of the nearest folder above `path`, relative to the root."""
        for folder in pathlib.PurePosixPath(path).parents:
            if folder.as_posix() in self.by_folder:
                return self.by_folder[folder.as_posix()]
        return None

    def allowed(self, module, is_test):
        names = reach(module.name, self.modules) if is_test else {module.name, *module.deps}
        return {self.modules[name].folder for name in names if name in self.modules}

    def judge(self, path, module, is_test, bracket, header):
        """What is wrong with one include, or None."""
        for prefix, owner in OWNERS.items():
            if header.startswith(prefix):
                return None if module.folder == owner else f"<{header}> belongs to {owner} alone"
        if bracket == "<":
            if header.startswith(TEST_HEADERS):
                return None if is_test else f"<{header}> is for tests"
            if STANDARD.fullmatch(header) or SYSTEM.fullmatch(header):
                return None
            return f"<{header}> belongs to no folder yet: give it an owner in tests/support/check_includes.py"
        target = self.module_of(header)
        if "/" not in header or target is None:
            return f'"{header}" is no header of a module: includes start at the root'
        if target.folder in self.allowed(module, is_test):
            return None
        return f'"{header}": {target.name} is not in DEPS of {module.folder}/CMakeLists.txt'

    def check_file(self, path):
        relative = path.relative_to(self.root).as_posix()
        module = self.module_of(relative)
        if module is None:
            return [f"{relative}: stands in no module's folder"]
        is_test = relative.endswith("_test.cpp")
        text = path.read_text(encoding="utf-8")
        problems = []
        for include in INCLUDE.finditer(text):
            problem = self.judge(relative, module, is_test, include.group(1), include.group(2))
            if problem:
                line = text.count("\n", 0, include.start(2)) + 1
                problems.append(f"{relative}:{line}: {problem}")
        return problems

    def check(self):
        problems = check_edges(self.modules)
        for part in PARTS:
            for path in sorted((self.root / part).rglob("*")):
                if path.suffix in (".h", ".cpp") and path.is_file():
                    problems += self.check_file(path)
        return problems


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    root = pathlib.Path(sys.argv[1]).resolve()
    checker = Checker(root)
    problems = checker.check()
    for problem in problems:
        print(problem)
    if not checker.modules:
        print(f"{root}: no modules found")
        sys.exit(1)
    print(f"{len(checker.modules)} modules, {len(problems)} wrong includes or edges")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
