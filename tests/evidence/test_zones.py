"""Zones cover the text; boilerplate is found and prose is not swallowed."""

from __future__ import annotations

import gc
import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ARTICLE

from tenor.evidence.loading.boilerplate import is_boilerplate
from tenor.evidence.loading.zones import find_zones
from tenor.evidence.model import Zone
from tenor.evidence.vocabulary import ZONES

LINES = st.lists(
    st.one_of(
        st.sampled_from(ARTICLE.split("\n")),
        st.text(max_size=60),
        st.sampled_from(
            ["Related articles", "Most read", "Forward-looking statements", "  ", "\t|\t"]
        ),
    ),
    max_size=25,
)


def _check_cover(text: str, zones: tuple[Zone, ...]) -> None:
    assert [z.start for z in zones] == [0, *[z.end for z in zones[:-1]]] if zones else not text
    assert not zones or zones[-1].end == len(text)
    assert all(z.start < z.end and z.kind in ZONES for z in zones)
    assert all(a.kind != b.kind for a, b in pairwise(zones))


@given(LINES, st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_zones_cover_any_text(lines: list[str], gap: str) -> None:
    text = gap.join(lines)
    _check_cover(text, find_zones(text))


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_zones_cover_any_characters(text: str) -> None:
    _check_cover(text, find_zones(text))


def test_the_article_is_parted() -> None:
    zones = find_zones(ARTICLE)
    kinds = {
        phrase: next(z.kind for z in zones if z.start <= ARTICLE.index(phrase) < z.end)
        for phrase in (
            *("Copper firm", "LUSAKA", "The money is", "\nNot one", "Item  ", "142", "Photo:"),
            *("Read more", "Subscribe", "Ann Lee is", "LEAVE A", "Please enter"),
        )
    }
    assert kinds == {
        "Copper firm": "headline",
        "LUSAKA": "body",
        "The money is": "headline",
        "\nNot one": "body",
        "Item  ": "table",
        "142": "table",
        "Photo:": "caption",
        "Read more": "boilerplate",
        "Subscribe": "boilerplate",
        "Ann Lee is": "boilerplate",
        "LEAVE A": "boilerplate",
        "Please enter": "boilerplate",
    }
    assert (
        next(z.kind for z in zones if z.start <= ARTICLE.index("\nNot one") + 1 < z.end)
        == "pull_quote"
    )


def test_line_ends_do_not_matter() -> None:
    plain = [z.kind for z in find_zones(ARTICLE)]
    assert [z.kind for z in find_zones(ARTICLE.replace("\n", "\r\n"))] == plain


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement: Earn up to 18% p.a. on fixed deposits! Call 0700-555-0101",
        "Sign up for our 5-minute read, every Tuesday at 07:30.",
        "The Recap newsletter is a wrap of the day's trading. Get it each weekday at 5pm.",
        "Follow us on WhatsApp. Join 240,000 readers.",
        "RELATED: 10 things to know about tin | Rs 500 crore scam at customs?",
        "Comments (14) - Maximum 250 words.",
        "SHARE THIS: 1.2K | You may also like: 3 nabbed with K2m logs",
        "All rights reserved. Copyright © 2025.",
        "Tags: copper, gold, $6 trillion, Pakistan",
        "Secondary: Pakistan rare earth minerals, copper reserves, foreign mining investment",
        "We use cookies to improve your experience. Accept all 12 cookies?",
        "Media contact: press@example.org, +1 202 555 0100",
        "Forward-looking statements: words such as expected identify forward-looking statements.",
        "This report may contain forward-looking statements. See page 2.",
        "Important disclosures. The firm may have a position exceeding 1% in issuers mentioned.",
        "Published in The Observer, January 20th, 2026",
        "Subscribe from Rp 55,000 a month and get 2 free e-books",
        "Most read: 1. RBA holds at 3.6% 2. $4m sale",
        "Facebook | Twitter | WhatsApp 120 shares",
        "Save 50% on your first 12 months",
        "10 Best Gold Stocks to Buy in 2025",
        "To continue reading, subscribe for $4.99 a month",
        "You have 3 free articles remaining this month",
        "Reporting by Jane Roe in London; Editing by John Doe",
        "Neither the exchange nor its provider: the board neither approved nor disapproved this.",
        "KEEP READING: Chile lifts copper forecast to $4.30",
        "This email was sent to 45,000 subscribers. Unsubscribe",
    ],
)
def test_boilerplate_is_known_by_its_line(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Investors subscribed for $50m of new shares in the first week, the company said.",
        "(c) The Company owns 95% of the licence; the state has 5%, free-carried.",
        "The minister said the newspaper had reported a loan of $300 million in error.",
        "Related parties hold 30% of the venture, according to the filing.",
        "More than 4,000 jobs would follow, the ministry said.",
        "Contacts between the two ministries have led to an offer of $500m.",
        "Donated equipment worth $3m arrived at the mine in May.",
        "The commitments of the fund may not be called before 2027, the lender said.",
        "Sponsored by the state, the smelter cost Rs 2,000 crore.",
        "Shares of the miner rose 11% after the agreement with Barrick was published.",
        "Registered capital of the venture is $120 million, of which $40 million is paid.",
        "Comments by the minister moved the price by 4% on Tuesday.",
        "Like 45 other countries, Pakistan exports copper worth $1.2 billion a year.",
        "More: the loan carries 7.5% a year, and the state guarantees $200m of it.",
        "By signing up 12 lenders the company has raised $640 million.",
        "Contact: the two governments have met 12 times since May and agreed on $500m.",
        "Source: the central bank, which puts exports at $1.2bn.",
        "Win or lose, the company will owe $500 million to its lenders.",
        "Next year the company will spend $50m on roads.",
        "Limited recourse loans of $1.2bn are to be signed in June.",
    ],
)
def test_prose_is_not_boilerplate(line: str) -> None:
    zones = find_zones(f"A headline about a mine\n\n{line}\n\n" + "It was built. " * 20 + "\n")
    at = len("A headline about a mine\n\n")
    assert next(z.kind for z in zones if z.start <= at < z.end) == "body"


def test_a_list_of_links_ends_where_prose_begins() -> None:
    text = "Title of it\n\nMost read\n1. Why $1bn is never $1bn\n2. Ten funds for the boom\n\n"
    text += "The loan of $300 million was signed in Geneva on Monday, the bank said. " * 3
    zones = find_zones(text)
    assert [z.kind for z in zones] == ["headline", "boilerplate", "body"]


def test_a_repeat_with_another_number_is_no_pull_quote() -> None:
    body = (
        'The union said: "They promise 2,450 jobs and at the old shaft they promised 5,000 jobs." '
    )
    for number, kind in (("2,450", "pull_quote"), ("3,450", "body")):
        quote = f"They promise {number} jobs and at the old shaft they promised 5,000 jobs"
        text = f"Shaft is only half paid\n\n{body * 1}It wants 12%.\n\n{quote}\n\nBanks wait.\n"
        at = text.rindex("They promise")
        assert next(z.kind for z in find_zones(text) if z.start <= at < z.end) == kind


def test_what_readers_wrote_is_no_part_of_the_article() -> None:
    text = "Title of it\n\n" + "The loan of $300 million was signed, the bank said. " * 6
    text += "\n\n12 Comments\n\nSana K\nThis mine is worth $9 trillion, and I know it.\n"
    assert [z.kind for z in find_zones(text)] == ["headline", "body", "boilerplate"]


def test_fixed_zones_are_kept() -> None:
    text = "Title\n\n12 | 13\n\nSome prose about $5m.\n"
    zones = find_zones(text, [Zone(7, 14, "table")])
    assert [z.kind for z in zones] == ["headline", "table", "body"]


@pytest.mark.parametrize(
    "unit",
    ["a", "a b. ", "(", "$5m | ", "Photo: ", "Read more ", "A Name Is ", "\t1", "Home", "- \n"],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    gc.collect()
    gc.disable()  # as while a document is read; what other tests hold is not to be walked through
    try:
        start = time.process_time()
        zones = find_zones(text)
        taken = time.process_time() - start
    finally:
        gc.enable()
    _check_cover(text, zones)
    assert taken < 5.0
    assert re.sub(r"\s", "", text)


NEWSPAPER = """Home > Business > Mining

Advertisement

Marrow wins $200m state loan for graphite mine
The 12-month talks ended on Friday

Jane Roe
Share
View image in fullscreen
The plant at Dry Creek, which employs 300. Photograph: John Doe/Reuters

Marrow Graphite has secured a $200m loan from the state development bank, ending 12 \
months of talks that had nearly collapsed twice, two officials said.

Sign up to Business Today
Free daily newsletter
Get set for the working day with 5 stories
Enter your email address

The bank will charge 7.5% and take a 10% stake, according to the filing.

Explore more on these topics
Graphite
Lithium price halves in 12 months
"""
RELEASE = """FOR IMMEDIATE RELEASE

Marrow Metals Announces US$45 Million Bought Deal Financing

VANCOUVER, British Columbia, Sept. 08, 2025 (GLOBE NEWSWIRE) -- Marrow Metals Corp. said that it \
has entered into an agreement under which underwriters will buy 15,000,000 common shares.

About Marrow Metals Corp.
Marrow is a copper developer with a 100% interest in Dry Creek, which hosts 26 Mt at 1.4% Cu.

For further information, please contact:
Jane Roe
Vice President, Investor Relations
Tel: 604-555-0100

Cautionary Note Regarding Forward-Looking Statements

This release contains "forward-looking information" about the use of US$45 million.

Such statements are based on assumptions, including US$4.00 per pound, and involve risks.

The Company undertakes no obligation to update forward-looking information.
"""


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            NEWSPAPER,
            {
                **{"Home >": "boilerplate", "Advert": "boilerplate", "Marrow wins": "headline"},
                **{"The 12-month": "headline", "Share": "boilerplate", "which employs": "caption"},
                **{
                    "Marrow Graphite": "body",
                    "Free daily": "boilerplate",
                    "Get set": "boilerplate",
                },
                **{"The bank": "body", "Lithium price": "boilerplate"},
            },
        ),
        (
            RELEASE,
            {
                **{"Marrow Metals Ann": "headline", "VANCOUVER": "body", "with a 100%": "body"},
                **{"Jane Roe": "boilerplate", "Tel:": "boilerplate", "use of US$45": "boilerplate"},
                **{"US$4.00": "boilerplate", "no obligation": "boilerplate"},
            },
        ),
    ],
    ids=["newspaper", "release"],
)
def test_pages_of_other_forms(text: str, kinds: dict[str, str]) -> None:
    zones = find_zones(text)
    found = {
        words: next(z.kind for z in zones if z.start <= text.index(words) < z.end)
        for words in kinds
    }
    assert found == kinds


@pytest.mark.parametrize(
    "line",
    [
        "STOCK WATCH: NKL P3.18 (-2.15%) | Index 6,904.11",
        "The Ledger: MPX R18.42 -1.3% | All Share 84,112 | Platinum $1,402/oz",
        "Shares on issue 1,284,600,112 | Options 46.2M | Market cap A$1.49B | Page 1 of 3",
        "From the shop: Winter tote bag, €24. Free shipping over €60",
        "Sponsor message: This programme is supported by Ledgerly. Try it for 30 days at $0",
        "Support public radio: $10 a month gets you a mug",
        "Request a free trial: 7 days, no card needed",
        "Download the full report (PDF, 3.8 MB, 64 pages)",
        "Ratings: Buy 48%, Hold 41%, Sell 11%. Target prices: Antora 2,150p",
        "About Kestrel: founded in 2011, Kestrel employs 74 people.",
    ],
)
def test_quotations_and_offers_among_the_text_are_no_part_of_it(line: str) -> None:
    before = "The company said on Monday that it would spend $40 million on the shaft at its mine."
    text = f"Mine grows\n\n{before}\n\n{line}\n\nOutput will rise to 20,000 tonnes a year.\n"
    kinds = {zone.kind for zone in find_zones(text) if zone.start <= text.index(line) < zone.end}
    assert kinds == {"boilerplate"}


@pytest.mark.parametrize(
    "line",
    [
        "NPV $3.1bn | IRR 22% | Capex $1.2bn",
        "Support for local miners rose to $10 million, the ministry said in its report.",
        "Ratings of the bonds fell to BB after the loan of $40 million was drawn by the mine.",
    ],
)
def test_figures_of_a_project_between_bars_are_part_of_the_text(line: str) -> None:
    before = "The company said on Monday that it would spend $40 million on the shaft at its mine."
    text = f"Mine grows\n\n{before}\n\n{line}\n\nOutput will rise to 20,000 tonnes a year.\n"
    kinds = {zone.kind for zone in find_zones(text) if zone.start <= text.index(line) < zone.end}
    assert "boilerplate" not in kinds
