"""Writes the table of docs/agents.md from the report of the last `make test-agents`.

An agent that was not run keeps the line that it has.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import markdown_page
import tomllib

ROOT = Path(__file__).resolve().parent.parent
AGENTS = ROOT / "tests" / "real_agents" / "agents.toml"
REPORT = ROOT / ".cache" / "test-reports" / "real-agents.xml"
PAGE = ROOT / "docs" / "agents.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of the table -->\n"

COLUMNS = {
    "freezes_the_text_and_lets_the_model_go-before": "before the first token",
    "freezes_the_text_and_lets_the_model_go-midway": "midway",
    "freezes_the_text_and_lets_the_model_go-stall": "in a stall",
    "closes_an_open_question_and_its_command_never_runs": "while it asks",
    "ends_the_command_that_the_agent_runs": "while it runs a command",
}
"""Titles by the test that fills it: its name without `test_a_stop_`, and its situation."""

HEADER = ["agent", "version", *COLUMNS.values()]

Seen = dict[str, dict[str, str]]
"""What the tests of one agent noted, by column. A failure is noted as such."""


def main() -> int:
    """Write the table, and say which agents were not run."""
    page = PAGE.read_text()
    old = markdown_page.between(page, BEGIN, END)
    seen = _read_report()
    rows = []
    for name, agent in tomllib.loads(AGENTS.read_text()).items():
        title = agent["title"]
        if len(seen.get(name, {})) == len(COLUMNS):
            rows.append(_row(title, agent, seen[name]))
            continue
        kept = [line for line in old.splitlines() if line.startswith(f"| {title} ")]
        rows += [[cell.strip() for cell in line.strip("|").split(" | ")] for line in kept]
        print(f"{title}: not run as a whole; {'its old line stands' if kept else 'not listed'}")
    PAGE.write_text(markdown_page.replaced(page, BEGIN, END, markdown_page.table(HEADER, rows)))
    return 0


def _read_report() -> dict[str, Seen]:
    seen: dict[str, Seen] = {}
    for case in ElementTree.parse(REPORT).iter("testcase"):
        match = re.fullmatch(r"test_a_stop_(\w+)\[(.+)\]", case.get("name", ""))
        if match is None or case.find("skipped") is not None:
            continue
        test, where = match.groups()
        agent, column = where, test
        for situation in ("before", "midway", "stall"):
            if where.endswith(f"-{situation}"):
                agent, column = where.removesuffix(f"-{situation}"), f"{test}-{situation}"
        noted = {one.get("name", ""): one.get("value", "") for one in case.iter("property")}
        if case.find("failure") is not None or case.find("error") is not None:
            noted["failed"] = "yes"
        seen.setdefault(agent, {})[column] = noted
    return seen


def _row(title: str, agent: dict[str, list[str]], seen: Seen) -> list[str]:
    (package,) = agent.get("npm") or agent["pip"]
    name, version = re.split(r"==|(?<=.)@", package)
    cells = [_cell(seen[column]) for column in COLUMNS]
    return [title, f"`{name}` {version}", *cells]


def _cell(noted: dict[str, str]) -> str:
    if "failed" in noted:
        return "**does not hold**"
    if "kept" in noted:
        return "model kept"
    if "let_go_ms" in noted:
        return f"model let go, {_ms(noted['let_go_ms'])}"
    if "ended_ms" in noted:
        return f"command ended, {_ms(noted['ended_ms'])}"
    return "closed; never ran"


def _ms(text: str) -> str:
    return f"{float(text):.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
