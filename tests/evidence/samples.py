"""Invented texts, pages and PDFs for the tests of loading and of the ledger."""

from __future__ import annotations

from collections.abc import Sequence

ARTICLE = """Copper firm signs outline deal for Marrow Hill
By Ann Lee
Published: 10 Oct 2025

LUSAKA: Marrow Metals has signed a memorandum of understanding worth up to $640 million with the
state miner, the company said on Monday. It would build a smelter of 60,000 tonnes a year.

The money is not there yet

"Not one dollar moves until the ministry has signed the 30-year lease," chief executive Dora
Mwale said. The state would own 15 per cent of the venture, she said.

Not one dollar moves until the ministry has signed the 30-year lease

Item                    US$ million     Share
Capital                         871       64%
Working capital                 142       11%

Photo: The hill, where 1,150 people work.
Read more: 7 facts about the $6tr copper bonanza
Subscribe now: 50% off until Sunday! Call 1-800-555-0142.
Ann Lee is a reporter who has covered mining for 19 years.
LEAVE A REPLY
Please enter your comment!
"""

PAGE = """<!doctype html><html><head><title>Mine sold | The Paper</title>
<meta property="og:site_name" content="The Paper"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2025-09-08T10:00:00Z">
<link rel="canonical" href="https://paper.example/mine"></head>
<body><nav><a href="/">Home</a> <a href="/w">World</a></nav><article><h1>Mine sold</h1>
<p>The company signed a $500 million contract on Monday with the ministry of mines, officials
said, in a move to bring <b>copper</b> to market.</p><h2>What is next</h2>
<p>A second phase would cost <a href="/x">&euro;1.2bn</a>, according to the company, and would
take nine years to build in the dry north of the country.</p>
<table><tr><th>Item</th><th>US$m</th></tr><tr><td>Capital</td><td>871</td></tr></table>
<ul><li>First bullet of $3m for roads and bridges</li><li>Second bullet</li></ul></article>
<footer>Copyright 2025. Subscribe for $1</footer></body></html>"""


def text_at(x: float, y: float, text: str, size: int = 11) -> str:
    """Return the drawing of a line of text."""
    return f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n"


def pdf_of(pages: Sequence[str]) -> bytes:
    """Return a PDF with the given drawings, one a page."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, content in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources "
            f"<< /Font << /F1 3 0 R >> >> /Contents {5 + 2 * i} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    return data + trailer.encode()


def report_page(number: int) -> str:
    """Return a page with a running line, a broken paragraph, a ruled table and a number."""
    drawn = text_at(72, 760, "Marrow Quarterly Report", 9)
    lines = [
        f"Part {number}. The company signed a loan of up to $640 million with the Export-Import",
        "Bank on Monday, officials said, and it will build a tungsten mine that will",
        f"produce {number},000 tonnes a year from 2028. The state keeps 30% of the whole ven-",
        "ture.",
    ]
    y = 690
    for line in lines:
        drawn += text_at(72, y, line)
        y -= 14
    top = y + 2
    y -= 10
    for row in (
        ("Item", "US$m", "Share"),
        ("Capital", f"87{number}", "64%"),
        ("Other", "21.60", "2%"),
    ):
        for column, cell in enumerate(row):
            drawn += text_at(76 + 150 * column, y, cell)
        y -= 18
    for column in range(4):
        drawn += f"{72 + 150 * column} {top} m {72 + 150 * column} {top - 54} l S\n"
    for row_number in range(4):
        drawn += f"72 {top - 18 * row_number} m 522 {top - 18 * row_number} l S\n"
    drawn += text_at(
        72, y - 20, f"Table {number} is not audited and is published as it was received."
    )
    return drawn + text_at(300, 30, str(number), 9)
