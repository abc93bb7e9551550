"""Agreement against published worked examples and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.agreement import alpha_interval, cohen_kappas, krippendorff_alpha

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C: four observers,
# twelve units, missing data; nominal alpha = 0.743.
TABLE = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
UNITS = [[str(row[u]) for row in TABLE if row[u] is not None] for u in range(12)]


def test_alpha_of_the_published_example() -> None:
    assert krippendorff_alpha(UNITS) == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_two_observers_with_binary_data() -> None:
    """The same paper, section A: ten units, alpha = 0.095."""
    meg, owen = "0100000000", "1110010010"
    assert krippendorff_alpha(list(map(list, zip(meg, owen)))) == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_nominal_data_by_two_observers() -> None:
    """Section B: twelve articles, labels a to e, alpha = 0.692."""
    ben, gerry = "a a b b d c c c e d d a".split(), "b a b b b c c c e d d d".split()
    assert krippendorff_alpha(list(map(list, zip(ben, gerry)))) == pytest.approx(0.692, abs=5e-4)


def test_the_order_of_annotators_and_units_does_not_matter() -> None:
    again = [unit[::-1] for unit in UNITS[::-1]]
    assert krippendorff_alpha(again) == pytest.approx(krippendorff_alpha(UNITS))


def test_nothing_can_be_said_without_overlap_or_variety() -> None:
    assert krippendorff_alpha([["a"], ["b"], []]) is None
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) is None
    assert krippendorff_alpha([]) is None
    assert krippendorff_alpha([["a", "a"], ["b", "b"]]) == 1


def test_the_interval_holds_alpha_and_widens_with_clusters() -> None:
    dice = np.random.default_rng(3)
    topics = np.repeat(np.arange(20), 10)
    hard = np.repeat(dice.random(20) < 0.4, 10)
    truth = dice.choice(list("abc"), 200)
    units = [[t, dice.choice(list("abc")) if h else t] for t, h in zip(truth, hard)]
    low, high = alpha_interval(units, range(200))
    assert low < krippendorff_alpha(units) < high
    wide = alpha_interval(units, topics)
    assert wide[1] - wide[0] > 1.5 * (high - low)
    assert alpha_interval(units, topics) == wide


def test_kappa_of_each_pair_is_on_what_both_labelled() -> None:
    from sklearn.metrics import cohen_kappa_score

    labels = {
        "ben": {1: "a", 2: "b", 3: "a", 4: "a"}, "anna": {1: "a", 2: "b", 3: "b", 5: "a"}, "cem": {9: "a"},
    }  # fmt: skip
    found = cohen_kappas(labels)
    assert [row["annotators"] for row in found] == [["anna", "ben"], ["anna", "cem"], ["ben", "cem"]]
    assert found[0]["units"] == 3 and found[0]["agree"] == 0.6667
    assert found[0]["kappa"] == pytest.approx(cohen_kappa_score(list("abb"), list("aba")), abs=1e-4)
    assert found[1] == {"annotators": ["anna", "cem"], "units": 0, "agree": None, "kappa": None}
