"""Writes docs/database.md and Datasette's metadata from `tables.toml`, where the database is described.

`describe.py` writes both files, `describe.py --check` says whether they are as they would be written.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
METADATA = PROJECT / "assets" / "datasette" / "metadata.yaml"
PAGE = PROJECT / "docs" / "database.md"
_UNIT = re.compile(r"^(?P<text>.*) \[(?P<unit>[^\]]+)\]$", re.DOTALL)
_SECONDS = {"s", "ms"}
"""Units that Datasette can show; others stand in the description alone."""


@dataclass(frozen=True)
class Table:
    """One table: `columns` are descriptions by name, each with its unit in brackets if it has one."""

    name: str
    title: str
    about: str
    hidden: bool
    columns: dict[str, str]
    shown: dict[str, Any]  # sort, sort_desc, facets, label_column as Datasette names them


@dataclass(frozen=True)
class Query:
    """A question that Datasette offers."""

    name: str
    title: str
    about: str
    sql: str


def read(columns: dict[str, list[str]]) -> tuple[list[Table], list[Query]]:
    """The description, in the order of `tables.toml`; `columns` are those of the schema by table.

    Raises ValueError that names what is described and is not there, or is there and not described.
    """
    data = tomllib.loads((HERE / "tables.toml").read_text(encoding="utf-8"))
    shared: dict[str, str] = data["shared"]
    described: dict[str, dict[str, Any]] = data["tables"]
    faults = [f"table {each} is not described" for each in columns if each not in described]
    faults += [f"there is no table {each}" for each in described if each not in columns]
    tables = []
    for name, each in described.items():
        own = each.get("columns", {})
        found = {}
        for column in columns.get(name, []):
            text = own.get(column, shared.get(column, ""))
            if not text:
                faults.append(f"{name}.{column} is not described")
            found[column] = text
        faults += [f"there is no column {name}.{gone}" for gone in own if gone not in found]
        shown = {key: each[key] for key in ("sort", "sort_desc", "facets") if key in each}
        if "label" in each:
            shown["label_column"] = each["label"]
        tables.append(Table(name, each["title"], each["about"], each.get("hidden", False), found, shown))
    if faults:
        raise ValueError("packaging/database/tables.toml: " + "; ".join(faults))
    queries = [
        Query(name, each["title"], each["about"], each["sql"].strip())
        for name, each in data["queries"].items()
    ]
    return tables, queries


def metadata_text(tables: list[Table], queries: list[Query]) -> str:
    """Datasette's metadata as YAML."""
    whole = {
        "title": "Kaibo 开播",
        "description": "Practice, lessons and reviews of this station. Everything here is personal: "
        "do not let others reach it (docs/database.md).",
        "databases": {
            "kaibo": {
                "tables": {each.name: _table_metadata(each) for each in tables},
                "queries": {
                    each.name: {"title": each.title, "description": each.about, "sql": each.sql}
                    for each in queries
                },
            }
        },
    }
    head = "# Written by packaging/database/describe.py from tables.toml beside it; do not edit.\n"
    return head + yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=110)


def _table_metadata(table: Table) -> dict[str, Any]:
    units = {name: unit for name, text in table.columns.items() if (unit := _unit(text)) in _SECONDS}
    return {
        "title": table.title,
        "description": table.about,
        **({"hidden": True} if table.hidden else {}),
        **table.shown,
        "columns": {name: _plain(text) for name, text in table.columns.items()},
        **({"units": units} if units else {}),
    }


def page_text(tables: list[Table], queries: list[Query]) -> str:
    """docs/database.md."""
    head = (HERE / "head.md").read_text(encoding="utf-8")
    lines = [head.rstrip(), "", "## Ready-made questions", ""]
    lines += [f"- **{each.title}** (`{each.name}`): {each.about}" for each in queries]
    lines += ["", "## Tables", ""]
    for table in tables:
        hidden = " Hidden in Datasette's lists." if table.hidden else ""
        lines += [f"### {table.name}", "", f"{table.title}. {table.about}{hidden}", ""]
        lines += ["| column | what it holds | unit |", "|---|---|---|"]
        lines += [
            f"| `{name}` | {_without_unit(text)} | {_unit(text)} |" for name, text in table.columns.items()
        ]
        lines.append("")
    return "\n".join(lines)


def _unit(text: str) -> str:
    found = _UNIT.match(text)
    return found["unit"] if found else ""


def _without_unit(text: str) -> str:
    found = _UNIT.match(text)
    return found["text"] if found else text


def _plain(text: str) -> str:
    """A description where no Markdown is read."""
    unit = _unit(text)
    plain = _without_unit(text).replace("`", "")
    return f"{plain}, in {unit}" if unit and unit not in _SECONDS else plain


def schema() -> dict[str, list[str]]:
    """The columns of a whole new database by table."""
    from sqlite_utils import Database

    from app.storage.migrations import migrate

    db = Database(memory=True)
    try:
        migrate(db)
        return {name: [each.name for each in db[name].columns] for name in db.table_names()}
    finally:
        db.close()


def main(arguments: list[str]) -> int:
    """Write both files, or check them."""
    tables, queries = read(schema())
    texts = {METADATA: metadata_text(tables, queries), PAGE: page_text(tables, queries)}
    if arguments == ["--check"]:
        old = [path for path, text in texts.items() if path.read_text(encoding="utf-8") != text]
        for path in old:
            print(f"{path} is not what tables.toml says: run packaging/database/describe.py", file=sys.stderr)
        return 1 if old else 0
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    sys.exit(main(sys.argv[1:]))
