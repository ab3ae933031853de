"""Trees made by hand: the head of a stretch, the way between two words."""

from __future__ import annotations

from tenor.evidence.parsing.trees import Tree, Word

TEXT = "The mines minister of Ruritania said the bank lent $5m to it"
ROWS = (
    ("The", "DT", "det", 2),
    ("mines", "NNS", "compound", 2),
    ("minister", "NN", "nsubj", 5),
    ("of", "IN", "prep", 2),
    ("Ruritania", "NNP", "pobj", 3),
    ("said", "VBD", "ROOT", 5),
    ("the", "DT", "det", 7),
    ("bank", "NN", "nsubj", 8),
    ("lent", "VBD", "ccomp", 5),
    ("$", "$", "quantmod", 10),
    ("5m", "CD", "dobj", 8),
    ("to", "IN", "prep", 8),
    ("it", "PRP", "pobj", 11),
)


def _tree() -> Tree:
    words, place = [], 0
    for text, tag, dep, head in ROWS:
        start = TEXT.index(text, place)
        place = start + len(text)
        words.append(Word(start, place, text.lower(), tag, dep, head))
    return Tree(words)


def test_the_head_of_a_stretch_is_the_word_that_hangs_outside_of_it() -> None:
    tree = _tree()
    start = TEXT.index("$5m")
    assert tree.top(start, start + 3) == 10
    assert tree.top(0, TEXT.index(" of")) == 2
    assert tree.top(len(TEXT) + 5, len(TEXT) + 9) is None


def test_the_way_between_two_words_goes_over_the_head_they_share() -> None:
    route = _tree().route(10, 2)
    assert route is not None
    assert (route.shared, list(route.up), list(route.down)) == (5, [10, 8], [2])
    assert [_tree().named(n) for n in (2, 3, 11)] == ["nsubj", "of", "to"]


def test_words_of_two_sentences_have_no_way() -> None:
    words = [Word(0, 1, "a", "NN", "ROOT", 0), Word(2, 3, "b", "NN", "ROOT", 1)]
    assert Tree(words).route(0, 1) is None


def test_a_tree_of_nothing_has_no_words() -> None:
    assert Tree([]).top(0, 5) is None
