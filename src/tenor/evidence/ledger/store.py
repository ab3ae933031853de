"""Writing to a ledger and reading from it.

What is kept and what is not:

- **Text.** The stored text of a document is kept, compressed, since quotes and the verifier need
  it, and since offsets mean nothing without it. A ledger is as private as its documents.
- **Documents.** The id is the hash of the text. The same text under another path is the same
  document: nothing is added where the file's hash is known too, and one row in ``copies``
  where the text came in another file. The first path stays the document's path.
- **Readings.** What one extractor found in a document, with the zones and metadata that it saw.
  An equal reading is not written again; another one (rules that were mended, a date that was
  given) is added and is then in force, and the earlier one stays.
- **Marks.** With a reading of a built-in extractor the hash of the file and of all else that it
  depends on; where both are met again, the file need not be read.
- **Metadata** that a user gave once stay in force until another value is given.
- **Reviews** are rows of their own. A claim's state is that of its last review; edits add up.
- A document that another loader made again from the same file is replaced: reading leaves out
  the earlier one.

Each document is written in one transaction with its claims.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tenor.core.errors import DataError, UserError
from tenor.evidence.ledger import codec
from tenor.evidence.ledger.entries import (
    Known,
    Packed,
    Reading,
    Review,
    Stored,
    digest_of,
    given_of,
)
from tenor.evidence.ledger.reviewing import check_review, history_of
from tenor.evidence.ledger.schema import MARKS, has_table, open_file
from tenor.evidence.loading.load import FIELDS
from tenor.evidence.model import Claim, Document, Given, Link
from tenor.evidence.vocabulary import RELATIONS

Clock = Callable[[], str]
_REPLACED = """
    SELECT a.document FROM copies AS a
    JOIN copies AS b ON b.sha256 = a.sha256 AND b.document <> a.document
    JOIN documents AS x ON x.id = a.document
    JOIN documents AS y ON y.id = b.document
    WHERE y.seq > x.seq
"""
_READER = "CASE extractor WHEN 'parser' THEN 'rules' ELSE extractor END"
"""Who reads: the parser goes over the rules, so the last reading of the two stands for both."""
_CURRENT = f"""
    SELECT max(seq) AS seq FROM readings WHERE document NOT IN ({_REPLACED})
    GROUP BY document, {_READER}
"""
_PATH = "(SELECT path FROM copies WHERE document = r.document ORDER BY seq LIMIT 1)"


def text_id(text: str) -> str:
    """Return the id of the document with a text."""
    return Document(text, "", "", "", "", ()).id


def utc_now() -> str:
    """Return the time, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


@dataclass(frozen=True, slots=True)
class Written:
    """What writing one reading did: whether the document or the reading were new."""

    new_document: bool
    new_reading: bool


class Ledger:
    """One ledger file, open in one process; use it in a ``with`` statement.

    Parameters
    ----------
    path : Path or str
    create : bool
        Make the file where there is none.
    clock : callable, optional
        Returns the time of a row; the default is the clock of the machine.
    """

    def __init__(self, path: Path | str, *, create: bool = False, clock: Clock = utc_now) -> None:
        self.path = Path(path)
        self.clock = clock
        self._connection = open_file(self.path, create=create)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def add(self, reading: Reading | Packed) -> Written:
        """Write a document with what an extractor found in it; write nothing that is there."""
        packed = reading if isinstance(reading, Packed) else Packed.of(reading)
        document = packed.document
        with self._writing() as connection:
            is_known = self.has_text(document.id)
            if not is_known:
                text = zlib.compress(document.text.encode("utf-8", "surrogatepass"), 6)
                connection.execute(
                    "INSERT INTO documents (id, chars, text, loader, added) VALUES (?, ?, ?, ?, ?)",
                    (document.id, len(document.text), text, document.loader, self.clock()),
                )
            connection.execute(
                "INSERT OR IGNORE INTO copies (document, sha256, path, kind, added) "
                "VALUES (?, ?, ?, ?, ?)",
                (document.id, document.sha256, _plain(document.path), document.kind, self.clock()),
            )
            last = connection.execute(
                f"SELECT digest, extractor, seq FROM readings WHERE document = :document "
                f"AND {_READER} = (SELECT {_READER} FROM (SELECT :extractor AS extractor)) "
                "ORDER BY seq DESC LIMIT 1",
                {"document": document.id, "extractor": packed.extractor},
            ).fetchone()
            is_same = last is not None and tuple(last[:2]) == (packed.digest, packed.extractor)
            number = last[2] if is_same else self._add_reading(packed)
            if packed.mark is not None and has_table(connection, MARKS):
                connection.execute(
                    "INSERT OR IGNORE INTO marks (sha256, made_by, reading, added) "
                    "VALUES (?, ?, ?, ?)",
                    (document.sha256, packed.mark, number, self.clock()),
                )
        return Written(not is_known, not is_same)

    def _add_reading(self, reading: Packed) -> int:
        """Write a reading and return its number."""
        document = reading.document
        row = self._connection.execute(
            "INSERT INTO readings (document, extractor, digest, zones, metadata, added) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                document.id,
                reading.extractor,
                reading.digest,
                codec.pack_zones(document.zones),
                codec.pack_given(given_of(document)),
                self.clock(),
            ),
        )
        self._connection.executemany(
            "INSERT INTO claims (reading, place, id, measure, verified, body) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [(row.lastrowid, place, *held) for place, held in enumerate(reading.rows)],
        )
        return int(row.lastrowid or 0)

    @property
    def changes(self) -> int:
        """Rows that this connection has written."""
        return self._connection.total_changes

    @property
    def has_marks(self) -> bool:
        """Whether readings are held of which it is known what they depend on."""
        connection = self._connection
        return (
            has_table(connection, MARKS)
            and connection.execute("SELECT 1 FROM marks LIMIT 1").fetchone() is not None
        )

    def known(self, sha256: str, mark: str, given: Mapping[str, str]) -> Known | None:
        """Return the reading of a file that reading it again would give; None without one.

        Parameters
        ----------
        sha256 : str
            Of the file.
        mark : str
            Hash of all else that its reading depends on.
        given : mapping
            What the user states about the document now.
        """
        row = self._connection.execute(
            "SELECT r.seq, d.id, d.chars, r.zones, r.metadata FROM marks AS m "
            "JOIN readings AS r ON r.seq = m.reading JOIN documents AS d ON d.id = r.document "
            "WHERE m.sha256 = ? AND m.made_by = ? AND r.seq IN (SELECT max(seq) FROM readings "
            f"WHERE document = r.document GROUP BY {_READER}) ORDER BY m.seq DESC LIMIT 1",
            (sha256, mark),
        ).fetchone()
        if row is None:
            return None
        held = {k: v.value for k, v in codec.unpack_given(row[4]).items() if v.origin == "given"}
        stays = {name: value.value for name, value in self.given(row[1]).items()}
        if held != {**stays, **given}:
            return None
        claims, verified = self._connection.execute(
            "SELECT count(*), coalesce(sum(verified), 0) FROM claims WHERE reading = ?", (row[0],)
        ).fetchone()
        zones = codec.unpack_zones(row[3])
        return Known(row[1], sha256, row[2], zones, claims, verified, self.changes)

    def given(self, document: str) -> dict[str, Given]:
        """Return the metadata that a user has given for a document so far."""
        row = self._connection.execute(
            "SELECT metadata FROM readings WHERE document = ? ORDER BY seq DESC LIMIT 1",
            (document,),
        ).fetchone()
        held = codec.unpack_given(row[0]) if row else {}
        return {name: value for name, value in held.items() if value.origin == "given"}

    def text(self, document: str) -> str:
        """Return the stored text of a document.

        Raises
        ------
        UserError
            The ledger has no such document.
        """
        row = self._connection.execute(
            "SELECT text FROM documents WHERE id = ?", (document,)
        ).fetchone()
        if row is None:
            raise UserError(f"the ledger has no document {document!r}")
        return zlib.decompress(row[0]).decode("utf-8", "surrogatepass")

    def document(self, document: str) -> Document:
        """Return a document with its text, as its last reading saw it."""
        stored = next(self.documents(document=document), None)
        text = self.text(document)
        if stored is None:
            raise UserError(f"document {document!r} was replaced by another reading of its file")
        return Document(
            text=text,
            sha256=stored.sha256,
            path=stored.path,
            kind=stored.kind,
            loader=stored.loader,
            zones=stored.zones,
            **{name: stored.metadata[name] for name in FIELDS},
        )

    def documents(self, *, document: str | None = None) -> Iterator[Stored]:
        """Yield the documents in the order of their first ingestion, replaced ones left out."""
        wanted = "WHERE d.id = :document" if document else ""
        rows = self._connection.execute(
            f"""
            SELECT d.id, d.chars, d.loader, r.zones, r.metadata
            FROM documents AS d JOIN readings AS r ON r.seq =
                (SELECT max(seq) FROM readings WHERE document = d.id)
            {wanted} {"AND" if document else "WHERE"} d.id NOT IN ({_REPLACED})
            ORDER BY d.seq
            """,
            {"document": document},
        )
        for row in rows:
            copies = self._connection.execute(
                "SELECT path, sha256, kind FROM copies WHERE document = ? ORDER BY seq", (row[0],)
            ).fetchall()
            counts = self._connection.execute(
                "SELECT coalesce(sum(verified), 0), count(*) FROM claims WHERE reading IN "
                f"(SELECT max(seq) FROM readings WHERE document = ? GROUP BY {_READER})",
                (row[0],),
            ).fetchone()
            yield Stored(
                id=row[0],
                path=copies[0][0],
                sha256=copies[0][1],
                kind=copies[0][2],
                loader=row[2],
                chars=row[1],
                zones=codec.unpack_zones(row[3]),
                metadata=codec.unpack_given(row[4]),
                copies=tuple(copy[1] for copy in copies),
                claims=int(counts[0]),
                quarantined=int(counts[1] - counts[0]),
            )

    def claims(self, *, document: str | None = None, verified: bool = True) -> Iterator[Claim]:
        """Yield the claims in force, by document and place; quarantined ones on request.

        Parameters
        ----------
        document : str, optional
            Of this document alone.
        verified : bool
            Leave the quarantined ones out.
        """
        wanted = " AND r.document = :document" if document else ""
        passed = " AND c.verified" if verified else ""
        rows = self._connection.execute(
            f"""
            SELECT c.body, {_PATH} FROM claims AS c JOIN readings AS r ON r.seq = c.reading
            JOIN documents AS d ON d.id = r.document
            WHERE r.seq IN ({_CURRENT}){wanted}{passed}
            ORDER BY d.seq, r.extractor, c.place
            """,
            {"document": document},
        )
        return (codec.unpack_claim(*row) for row in rows)

    def claim(self, name: str) -> Claim:
        """Return one claim by its id, or by a beginning that no other id has.

        Raises
        ------
        UserError
            There is none, or more than one.
        """
        rows = self._connection.execute(
            f"SELECT c.id, c.body, {_PATH} FROM claims AS c "
            f"JOIN readings AS r ON r.seq = c.reading WHERE r.seq IN ({_CURRENT}) "
            "AND substr(c.id, 1, length(?1)) = ?1 ORDER BY c.id LIMIT 3",
            (name,),
        ).fetchall()
        exact = [row for row in rows if row[0] == name] or rows
        if len(exact) != 1 or not name:
            what = "more than one claim begins with" if rows else "the ledger has no claim"
            raise UserError(f"{what} {name!r}; tenor ledger claims lists them")
        return codec.unpack_claim(*exact[0][1:])

    def review(
        self,
        claim: str,
        verdict: str,
        *,
        name: str,
        reason: str,
        edits: Mapping[str, Any] | None = None,
    ) -> Review:
        """Add what a person decided about a claim and return it.

        Raises
        ------
        UserError
            The claim is unknown, the verdict is none, or a field may not take the value.
        """
        held = self.claim(claim)
        review = Review(
            claim=held.id,
            verdict=verdict,
            name=name.strip(),
            reason=reason.strip(),
            at=self.clock(),
            edits=check_review(held, verdict, name, reason, edits or {}),
            seen=digest_of(held),
        )
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO reviews (claim, verdict, edits, name, reason, seen, added) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    review.claim,
                    verdict,
                    codec.to_json(dict(review.edits)),
                    review.name,
                    review.reason,
                    review.seen,
                    review.at,
                ),
            )
        return review

    def reviews(self, claim: str | None = None) -> list[Review]:
        """Return the reviews in the order in which they were given."""
        where, values = (" WHERE claim = ?", (claim,)) if claim else ("", ())
        rows = self._connection.execute(
            f"SELECT claim, verdict, name, reason, added, edits, seen FROM reviews{where} "
            "ORDER BY seq",
            values,
        )
        return [
            Review(
                claim=row[0],
                verdict=row[1],
                name=row[2],
                reason=row[3],
                at=row[4],
                edits=codec.from_json(row[5]),
                seen=row[6],
            )
            for row in rows
        ]

    def states(self, *, verified: bool = True) -> Iterator[dict[str, Any]]:
        """Yield each claim in force as a JSON object, with its state and history of reviews."""
        held: dict[str, list[Review]] = {}
        for review in self.reviews():
            held.setdefault(review.claim, []).append(review)
        for claim in self.claims(verified=verified):
            yield history_of(claim, held.get(claim.id, []))

    def add_links(self, links: Sequence[Link]) -> int:
        """Add links, in one transaction, and return how many were new.

        Raises
        ------
        UserError
            A relation is unknown.
        """
        for link in links:
            if link.relation not in RELATIONS:
                raise UserError(f"unknown relation {link.relation!r} of a link")
        with self._writing() as connection:
            before = connection.total_changes
            connection.executemany(
                "INSERT OR IGNORE INTO links (a, b, relation, reason, made_by, added) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [(x.a, x.b, x.relation, x.reason, x.by, self.clock()) for x in links],
            )
            return connection.total_changes - before

    def links(self) -> list[Link]:
        """Return the links in the order in which they were added."""
        rows = self._connection.execute(
            "SELECT a, b, relation, reason, made_by FROM links ORDER BY seq"
        )
        return [Link(*row) for row in rows]

    def check(self) -> list[str]:
        """Return what is wrong with the file: pages, ids and quotes that do not fit the texts."""
        rows = self._connection.execute("PRAGMA integrity_check")
        faults = [str(row[0]) for row in rows if row[0] != "ok"]
        texts: dict[str, str] = {}
        for (name,) in self._connection.execute("SELECT id FROM documents ORDER BY seq"):
            if text_id(self.text(name)) != name:
                faults.append(f"{name}: the text has another hash")
        for claim in self.claims():
            if claim.document not in texts:
                texts = {claim.document: self.text(claim.document)}
            for field, span in claim.candidate.spans.items():
                if texts[claim.document][span.start : span.end] != span.exact:
                    faults.append(f"{claim.id}: the quote of {field} is not in the text")
        return faults

    def has_text(self, document: str) -> bool:
        """Tell whether the ledger holds the text of a document."""
        query = "SELECT 1 FROM documents WHERE id = ?"
        return self._connection.execute(query, (document,)).fetchone() is not None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the one write lock of the file for a transaction."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise DataError(f"{self.path}: the ledger cannot be written: {error}") from error
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise DataError(f"{self.path}: the ledger cannot be written: {error}") from error
            raise


def _plain(path: str) -> str:
    """Return a path without the marks of bytes that are no text."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
