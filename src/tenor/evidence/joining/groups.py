"""Union of things that belong together, with the reason of each step."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Groups(Generic[T]):
    """Disjoint groups; the first member in sorted order names a group, so order does not matter."""

    def __init__(self, members: Iterable[T] = ()) -> None:
        self._parent: dict[T, T] = {member: member for member in members}
        self.reasons: dict[tuple[T, T], str] = {}

    def find(self, member: T) -> T:
        """Return the member that names the group of a member."""
        parent = self._parent
        parent.setdefault(member, member)
        root = member
        while parent[root] != root:
            root = parent[root]
        while parent[member] != root:
            parent[member], member = root, parent[member]
        return root

    def join(self, first: T, second: T, reason: str) -> None:
        """Join the groups of two members."""
        a, b = self.find(first), self.find(second)
        if first != second:
            pair = (first, second) if str(first) <= str(second) else (second, first)
            self.reasons.setdefault(pair, reason)
        if a == b:
            return
        low, high = (a, b) if str(a) <= str(b) else (b, a)
        self._parent[high] = low

    def same(self, first: T, second: T) -> bool:
        """Tell whether two members are in one group."""
        return self.find(first) == self.find(second)

    def groups(self) -> dict[T, list[T]]:
        """Return the groups by name, members sorted."""
        found: dict[T, list[T]] = {}
        for member in sorted(self._parent, key=str):
            found.setdefault(self.find(member), []).append(member)
        return found
