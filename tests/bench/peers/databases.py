"""The peers that get facts. Each gives what it found, and the milliseconds of loading and of the query.

All run here, with one thread, over the loopback of a socket file where they are servers. One that is not there raises
`Missing` with what to install.
"""

import os
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

from facts import TABLES, type_of

HERE = Path(__file__).resolve().parent
SQL = (HERE / "core.sql").read_text()


class Missing(Exception):
    """What would have to be installed."""


def since(begin):
    return (time.perf_counter() - begin) * 1000


def created(table):
    return f"CREATE TABLE {table} ({', '.join(f'{column} {type_of(column)}' for column in TABLES[table])})"


INDEXES = (
    "CREATE INDEX by_label ON label (space, key, value)",
    "CREATE INDEX by_name ON object (kind, space, name)",
)


def sqlite(rows, _):
    connection = sqlite3.connect(":memory:")
    begin = time.perf_counter()
    for table, columns in TABLES.items():
        connection.execute(created(table))
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows[table])
    for index in INDEXES:
        connection.execute(index)
    loading = since(begin)
    begin = time.perf_counter()
    found = set(connection.execute(SQL))
    return found, loading, since(begin)


def duckdb(_, folder):
    try:
        import duckdb as module
    except ImportError as error:
        raise Missing("the Python module `duckdb`") from error
    connection = module.connect()
    connection.execute("SET threads = 1")
    begin = time.perf_counter()
    for table, columns in TABLES.items():
        types = ", ".join(f"'{column}': '{type_of(column)}'" for column in columns)
        connection.execute(
            f"CREATE TABLE {table} AS SELECT * FROM read_csv('{folder / table}.tsv', delim='\t', header=false, "
            f"quote='', columns={{{types}}})"
        )
    loading = since(begin)
    begin = time.perf_counter()
    found = set(connection.execute(SQL).fetchall())
    return found, loading, since(begin)


class PostgreSQL:
    """A server of its own in a folder, reached through a socket there; it ends with the block."""

    def __init__(self, folder):
        homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not homes or shutil.which("psql") is None:
            raise Missing("Debian's package `postgresql`")
        self.home, self.folder = homes[-1], folder / "postgres"
        # It refuses to run as root.
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def __enter__(self):
        self.folder.mkdir()
        if self.as_user:
            for path in (self.folder, self.folder.parent):
                shutil.chown(path, user="postgres") if path == self.folder else os.chmod(path, 0o755)
        data = self.folder / "data"
        initdb = [*self.as_user, self.home / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
        settings = ["listen_addresses=", "fsync=off", "max_parallel_workers_per_gather=0", "work_mem=256MB"]
        options = [word for setting in settings for word in ("-c", setting)]
        command = [*self.as_user, self.home / "postgres", "-D", data, "-k", self.folder, *options]
        self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)
        for _ in range(200):
            if self.psql("SELECT 1", check=False).returncode == 0:
                return self
            time.sleep(0.05)
        self.__exit__()
        raise Missing("a PostgreSQL that starts")

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()

    def psql(self, script, check=True):
        command = ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-h", self.folder, "-U", "postgres", "-v", "ON_ERROR_STOP=1"]
        return subprocess.run(command, input=script, text=True, capture_output=True, check=check)

    def run(self, folder):
        drop = "".join(f"DROP TABLE IF EXISTS {table};\n" for table in TABLES)
        copies = "".join(f"{created(table)};\n\\copy {table} FROM '{folder / table}.tsv'\n" for table in TABLES)
        indexes = "".join(f"{index};\n" for index in INDEXES)
        output = folder / "postgres.tsv"
        script = f"{drop}\\timing on\n{copies}{indexes}ANALYZE;\n\\echo query\n\\o {output}\n{SQL}"
        loading, query = (
            sum(float(line.split()[1]) for line in part.splitlines() if line.startswith("Time:"))
            for part in self.psql(script).stdout.split("query\n")
        )
        lines = output.read_text().splitlines()
        return {tuple(line.split("\t")) for line in lines if not line.startswith("Time:")}, loading, query


def clingo(rows, folder):
    try:
        import clingo as module
    except ImportError as error:
        raise Missing("the Python module `clingo`") from error

    def word(value):
        return str(value) if isinstance(value, int) else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

    facts = folder / "facts.lp"
    with open(facts, "w", encoding="utf-8") as file:
        for table in TABLES:
            file.writelines(f"{table}({','.join(map(word, row))}).\n" for row in rows[table])
    begin = time.perf_counter()
    control = module.Control(["--warn=none"])
    control.load(str(facts))
    control.load(str(HERE / "core.lp"))
    loading = since(begin)
    begin = time.perf_counter()
    control.ground([("base", [])])
    found = {
        (f"core.{name}", atom.symbol.arguments[0].string, atom.symbol.arguments[1].string)
        for name in ("routes", "mounts", "runs_as")
        for atom in control.symbolic_atoms.by_signature(name, 2)
    }
    return found, loading, since(begin)
