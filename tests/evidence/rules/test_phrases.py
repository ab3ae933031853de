"""Measures from the words that a number stands among: its verb, its own noun, its whole."""

from __future__ import annotations

import pytest
from read_text import read, read_one

from tenor.evidence.rules.phrases import read_phrase
from tenor.evidence.scoring import accepted_measures

PARTS = [
    ("ownership_share", "An Abu Dhabi fund may take 35% of the copper mine.", "35%"),
    ("ownership_share", "The remaining 15% belongs to the province.", "15%"),
    ("ownership_share", "Codelco (51%) and SQM (49%) formed a joint venture.", "49%"),
    ("ownership_share", "It may earn up to 75% by spending $20 million.", "75%"),
    ("import_share", "The country bought about 90% of its magnets abroad.", "90%"),
    ("import_share", "Europe buys 98% of its magnets from China.", "98%"),
    ("import_share", "China supplied 59% of U.S. graphite imports.", "59%"),
    ("share_of_world", "Its share of ferrochrome has dropped to 16%.", "16%"),
    ("share_of_world", "China makes 99% of primary gallium.", "99%"),
    ("share_of_world", "About 80% of tungsten is mined in China.", "80%"),
    ("share_of_exports", "Copper was 53% of all goods shipped abroad.", "53%"),
    ("share_of_exports", "Guinea exported bauxite, and 94% of it went to China.", "94%"),
    ("share_of_gdp", "Mining makes up 12% of the economy.", "12%"),
    ("offtake_quantity", "Panasonic has agreed to buy 60% of the anode material.", "60%"),
    ("percent_change", "Copper output slips 2.9% in September.", "2.9%"),
    ("tariff_rate", "A tariff applies to powder. The rate rises to 50% for tools.", "50%"),
    ("tariff_rate", "A paper suggested a levy of 25% on lumpy ore.", "25%"),
    ("royalty_share", "The state takes 6% of gross sales as royalty.", "6%"),
    ("other", "Mills run at 58% of capacity.", "58%"),
    ("other", "The deal lifts tariffs on over 99% of U.S. goods.", "99%"),
    ("other", "The plan is to extract 10% and recycle 25% at home.", "25%"),
    ("other", "The bank charges 12% interest.", "12%"),
    ("grade", "Reserves are 148 million tonnes at 2.1%.", "2.1%"),
]
SUMS = [
    ("loan_amount", "Banks had agreed to lend $1.4 billion of the cost.", "$1.4 billion"),
    ("loan_amount", "The company still has to raise $400 million from banks.", "$400 million"),
    ("loan_amount", "The World Bank and the IFC are providing $700 million.", "$700 million"),
    ("loan_amount", "The Bank issued letters of interest worth $2.2 billion.", "$2.2 billion"),
    ("loan_amount", "The parties signed a loan agreement for $9 million.", "$9 million"),
    ("grant_amount", "USTDA has provided $19 million since 2022.", "$19 million"),
    ("fund_size", "The country runs a $1.2 billion strategic reserve.", "$1.2 billion"),
    ("investment_amount", "It has put $190 million into the venture so far.", "$190 million"),
    ("investment_amount", "The fund will put in $35 million for a third.", "$35 million"),
    ("deal_value", "Rio paid $825 million for the Rincon business.", "$825 million"),
    ("deal_value", "The takeover values the miner at $900 million.", "$900 million"),
    ("revenue", "The mine paid $92 million in royalties and tax.", "$92 million"),
    ("resource_value", "The hill holds rare earths worth $62 billion.", "$62 billion"),
    ("resource_value", "It hides $12 trillion in rare earths.", "$12 trillion"),
    ("trade_value", "Exports of the metal earned $187 million.", "$187 million"),
    ("trade_value", "Exports of copper in May were worth $4.63 billion.", "$4.63 billion"),
    ("capex", "The total cost is put at $2.1 billion.", "$2.1 billion"),
    ("capex", "The bill for the expansion rose to $1.9 billion.", "$1.9 billion"),
    ("price", "The shares closed up 6% in Toronto at $11.42.", "$11.42"),
    ("other", "Port delays cost the company $72 million.", "$72 million"),
    ("other", "The company had a loss of $41 million.", "$41 million"),
]
MASSES = [
    ("export_quantity", "Gabon sold 9.1 million tonnes of ore abroad.", "9.1 million tonnes"),
    ("export_quantity", "The province exported 190,000 tonnes of ore.", "190,000 tonnes"),
    ("import_quantity", "The EU imported 1.1 million tonnes of ore.", "1.1 million tonnes"),
    ("capacity", "It is designed to make 65,000 tonnes a year.", "65,000 tonnes"),
    ("capacity", "It plans a smelter of 60,000 tonnes a year.", "60,000 tonnes"),
    ("production", "The ministry set the ore quota at 260 million tonnes.", "260 million tonnes"),
    ("other", "The market has a shortfall of 60,000 tonnes.", "60,000 tonnes"),
]


@pytest.mark.parametrize(("measure", "text", "words"), [*PARTS, *SUMS, *MASSES])
def test_a_number_is_what_its_own_phrase_says(measure: str, text: str, words: str) -> None:
    assert read_one(text, words).measure == measure


def test_people_at_work_are_jobs() -> None:
    assert read_one("Roughly 350 people would work at the sites.", "350").measure == "jobs"
    assert read_one("The road serves 350 people.", "350").measure == "count"


def test_a_compared_number_is_what_the_other_is() -> None:
    text = "Unit operating cost was $214 per tonne, against $197 per tonne a year earlier."
    assert read_one(text, "$197").measure == "opex"
    text = "It makes 0.8% of GDP and less than 1% of exports."
    assert read_one(text, "1%").measure == "share_of_exports"


def test_a_bare_headline_is_what_the_text_says_of_the_same_sum() -> None:
    text = (
        "State invites bids as $62 billion claim resurfaces\n\nNAIROBI, 3 March - Four firms came."
        "\n\nThe hill has been described as holding rare earths worth $62 billion.\n"
    )
    sums = [c.measure for c in read(text) if c.mention.point == 62e9]
    assert sums == ["resource_value", "resource_value"]


def test_a_phrase_is_read_without_its_words_of_degree() -> None:
    text = "Banks had agreed to lend up to some $1.4 billion of the cost."
    phrase = read_phrase(text, text.index("$"), text.index(" of the"))
    assert (phrase.governor, phrase.link, phrase.part) == ("agreed to lend", "of", ("cost",))


def test_a_hint_that_begins_with_a_measure_names_it() -> None:
    assert "count" in accepted_measures({"measure": "other", "measure_hint": "count_people"})
    assert accepted_measures({"measure": "other", "measure_hint": "country"}) == {"other"}
