"""An import contract: a package is entered by its door.

A package's `__all__` names the modules below it that others may import, and is the only list of
them: what it does not name is the package's own, and what it names but nobody imports is taken out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import grimp
from importlinter import Contract, ContractCheck, output
from typing_extensions import override


class DoorContract(Contract):
    """Hold every package of the graph to its `__all__`; used by `lint-imports`."""

    type_name = "door"

    @override
    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Find imports past a door, and names in a door that no other package imports."""
        doors = {package: _door(package) for package in _packages(graph)}
        used: set[tuple[str, str]] = set()
        past = []
        for importer in sorted(graph.modules):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                for package, name in _entered(importer, imported, doors):
                    used.add((package, name))
                    if name not in doors[package]:
                        past.append(f"{importer} imports {imported}: not in {package}.__all__")
        idle = [
            f"{package}.__all__ names {name}, which no other package imports"
            for package, names in doors.items()
            for name in names
            if (package, name) not in used
        ]
        return ContractCheck(kept=not past + idle, metadata={"problems": past + idle})

    @override
    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print what is wrong, a line each."""
        for problem in check.metadata["problems"]:
            output.print_error(problem)


def _packages(graph: grimp.ImportGraph) -> list[str]:
    """Return the packages below the root, which is no room itself."""
    return sorted(
        module for module in graph.modules if "." in module and graph.find_children(module)
    )


def _door(package: str) -> tuple[str, ...]:
    """Return what a package's `__all__` names, read without importing its modules."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    for node in ast.parse(Path(spec.origin).read_text("utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                return tuple(ast.literal_eval(value))
            case _:
                pass
    return ()


def _entered(
    importer: str, imported: str, doors: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    """Yield each package that an import enters from outside, and the name by which it does."""
    parts = imported.split(".")
    for depth in range(2, len(parts)):
        package = ".".join(parts[:depth])
        if package in doors and not f"{importer}.".startswith(f"{package}."):
            yield package, parts[depth]
