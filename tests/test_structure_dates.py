"""Printed times of many languages and orders to ISO 8601, and nothing that the source does not say."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer import months
from analyzer.structure.dates import is_later, read_dates

PRINTED = [
    ("fa", "۱۲ آبان ۱۳۹۳ ساعت ۱۴:۱۰", "2014-11-03T14:10:00"),
    ("fa", "12 آبان ماه 1393", "2014-11-03"),
    ("fa", "سه‌شنبه ۳ دي ۱۳۹۲", "2013-12-24"),
    ("fa", "1393/08/12 - 09:05", "2014-11-03T09:05:00"),
    ("fa", "۱۴۰۰/۱/۱", "2021-03-21"),
    ("en", "November 18th, 2014, 9:33 pm", "2014-11-18T21:33:00"),
    ("en", "1 November 2012 9:37PM", "2012-11-01T21:37:00"),
    ("en", "12:05 am on 3 May 2010", "2010-05-03T00:05:00"),
    ("en", "Nov. 18, 2014, 9:33 p.m. EST", "2014-11-18T21:33:00-05:00"),
    ("en", "Tue, 18 Nov 2014 21:33:00 +0000", "2014-11-18T21:33:00+00:00"),
    ("en", "Tue Nov 18 21:33:00 +0000 2014", "2014-11-18T21:33:00+00:00"),
    ("en", "18-Nov-14 09:33", "2014-11-18T09:33:00"),
    ("en", "28 October, 2011", "2011-10-28"),
    ("en", "May 2012", "2012-05"),
    ("en", "2018-09-27T14:51:09+0200", "2018-09-27T14:51:09+02:00"),
    ("en", "2014-11-18T21:33:00Z", "2014-11-18T21:33:00+00:00"),
    ("en", "2005-02-24 04:03:37", "2005-02-24T04:03:37"),
    (None, "1439820053.0", "2015-08-17T14:00:53+00:00"),
    (None, "1439820053000", "2015-08-17T14:00:53+00:00"),
    ("de", "Juli 30, 2013 um 2:33 pm", "2013-07-30T14:33:00"),
    ("de", "am 18. März 2014 um 10:27 Uhr", "2014-03-18T10:27:00"),
    ("cs", "18. listopadu 2014 v 10.27", "2014-11-18T10:27:00"),
    ("cs", "3. července 2014 v 8.05", "2014-07-03T08:05:00"),
    ("hr", "18. listopada 2014. u 21:33", "2014-10-18T21:33:00"),
    ("ru", "18 ноября 2014 в 10:27", "2014-11-18T10:27:00"),
    ("uk", "18 листопада 2014 о 21:33", "2014-11-18T21:33:00"),
    ("fr", "mar. 18 août 2014 à 21 h 33 min", "2014-08-18T21:33:00"),
    ("es", "18 de noviembre de 2014 a las 9:33 p. m.", "2014-11-18T21:33:00"),
    ("pt", "18 de março de 2014 às 21:33", "2014-03-18T21:33:00"),
    ("tr", "18 KASIM 2014 Salı 21:33", "2014-11-18T21:33:00"),
    ("fi", "18. marraskuuta 2014 klo 21.33", "2014-11-18T21:33:00"),
    ("el", "18 Νοεμβρίου 2014 9:33 μ.μ.", "2014-11-18T21:33:00"),
    ("hu", "2014. november 18. 21:33", "2014-11-18T21:33:00"),
    ("zh", "2014年11月18日 21:33", "2014-11-18T21:33:00"),
    ("zh", "2014/11/18 下午9:33", "2014-11-18T21:33:00"),
    ("ja", "2014年11月18日 午後9時33分", "2014-11-18T21:33:00"),
    ("ko", "2014. 11. 18. 오후 9:33", "2014-11-18T21:33:00"),
    ("vi", "18 tháng 11, 2014 lúc 9:33", "2014-11-18T09:33:00"),
    ("th", "18 พ.ย. 2557 21:33", "2014-11-18T21:33:00"),
    ("hi", "18 नवंबर 2014", "2014-11-18"),
    ("ar", "١٨ نوفمبر ٢٠١٤", "2014-11-18"),
    ("ar", "18 تشرين الثاني 2014 9:33 م", "2014-11-18T21:33:00"),
    ("fa", "۱۸ نوامبر ۲۰۱۴", "2014-11-18"),
    ("lv", "2014. gada 18. novembris", "2014-11-18"),
    ("lt", "2014 m. lapkričio 18 d. 21:33", "2014-11-18T21:33:00"),
    ("ka", "18 ნოემბერი 2014", "2014-11-18"),
    ("en", "Nov 18 '14 at 9:33", "2014-11-18T09:33:00"),
    ("he", "18 בנובמבר 2014 בשעה 21:33", "2014-11-18T21:33:00"),
    ("he", "18 בנובמבר 2014 9:33 אחה\"צ", "2014-11-18T21:33:00"),
    ("ar", "18 نوفمبر 2014 الساعة 9:33 مساءً", "2014-11-18T21:33:00"),
    ("ar", "18 نوفمبر 2014 12:05 صباحًا", "2014-11-18T00:05:00"),
    ("hi", "18/11/2014, 9:33 अपराह्न", "2014-11-18T21:33:00"),
    ("hi", "18/11/2014, 12:15 पूर्वाह्न", "2014-11-18T00:15:00"),
    ("vi", "9:33 CH, 18/11/2014", "2014-11-18T21:33:00"),
    ("hu", "2014. 11. 18. du. 9:33", "2014-11-18T21:33:00"),
    ("ru", "18 ноября 2014 в 9:33 вечера", "2014-11-18T21:33:00"),
    ("ru", "18 ноября 2014 в 9:33 (3 дня назад)", "2014-11-18T09:33:00"),
    ("zh", "2014/11/18 中午1:05", "2014-11-18T13:05:00"),
    ("zh", "2014/11/18 中午11:50", "2014-11-18T11:50:00"),
    ("th", "18 พ.ย. 57 21:33", "2014-11-18T21:33:00"),
    ("bn", "১৮ নভেম্বর ২০১৪, ৯:৩৩ অপরাহ্ন", "2014-11-18T21:33:00"),
    ("ur", "18 نومبر 2014 9:33 شام", "2014-11-18T21:33:00"),
    ("vi", "18 tháng 11, 2014 lúc 9:33 chiều", "2014-11-18T21:33:00"),
    ("ka", "18 ნოემბერი, 2014 21:33", "2014-11-18T21:33:00"),
    ("sw", "18 Novemba 2014 saa 9:33 usiku", "2014-11-18T21:33:00"),
    ("am", "ኖቬምበር 18, 2014 21:33", "2014-11-18T21:33:00"),
    ("ta", "18 நவம்பர் 2014", "2014-11-18"),
    ("uk", "18 Лис 2014 о 21:33", "2014-11-18T21:33:00"),
    ("fa", "۱۲ آبان ۱۳۹۳", "2014-11-03"),
    ("fa", "1393/13/01", None),
    ("fa", "31 مهر 1393", None),
    ("ar", "1436/01/10", None),  # a lunar year
    ("en", "#5 November 19, 2014", "2014-11-19"),
    ("en", "3 | March 12, 2011", "2011-03-12"),
]


@pytest.mark.parametrize("language, printed, iso", PRINTED)
def test_printed_times(language: str | None, printed: str, iso: str | None) -> None:
    assert read_dates([printed], language) == [iso]


@pytest.mark.parametrize("printed", [
    None, "", "3 days ago", "yesterday", "vor 2 Stunden", "November 18 at 9:33 pm", "9:33", "2014-02-30",
    "31. 2. 2014 11:00", "The year 2014 was bad", "99999999999999999", "0000-00-00 00:00:00", "x" * 10_000,
])  # fmt: skip
def test_what_is_not_said_is_not_invented(printed: str | None) -> None:
    assert read_dates([printed], "en") == [None]


@pytest.mark.parametrize("language, printed, iso", [
    ("en", ["08/09/2012", "08/19/2012"], ["2012-08-09", "2012-08-19"]),  # 19 is no month
    ("en", ["15/01/2024, 10:30", "02/03/2024, 9:00"], ["2024-01-15T10:30:00", "2024-03-02T09:00:00"]),
    ("de", ["01/12/2012", "02/01/2012", "02/09/2012"], ["2012-01-12", "2012-02-01", "2012-02-09"]),
     # order of time
    ("de", ["11.05.12", "11.06.12", "11.07.12"], ["2012-11-05", "2012-11-06", "2012-11-07"]),
     # comments cluster
    ("en", ["03/04/2012"], ["2012-03-04"]),  # custom
    ("fr", ["03/04/2012"], ["2012-04-03"]),
])  # fmt: skip
def test_one_reading_of_numeric_dates_for_the_thread(language: str, printed: list[str],
iso: list[str]) -> None:
    assert read_dates(printed, language) == iso


NUMERIC = st.from_regex(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4} \w{3}")


@given(st.lists(st.one_of(st.none(), st.text(max_size=40), NUMERIC), max_size=4))
def test_any_text_gives_iso_or_none(printed: list[str | None]) -> None:
    for iso in read_dates(printed, None):
        if iso is not None:
            datetime.fromisoformat(iso if len(iso) > 7 else f"{iso}-01-01"[:10])


@given(st.datetimes(datetime(1971, 1, 1), datetime(2150, 1, 1)))
def test_iso_survives(moment: datetime) -> None:
    iso = moment.isoformat(timespec="seconds")
    assert read_dates([iso]) == [iso]


def test_is_later_only_where_it_is_certain() -> None:
    assert is_later("2014-11-18T21:33:00", "2014-11-18T21:32:59")
    assert is_later("2014-11-19", "2014-11-18T21:33:00")
    assert not is_later("2014-11-18T21:33:00", "2014-11-18")
    assert not is_later("2014-11-18T21:33:00+00:00", "2014-11-18T20:33:00")
    assert is_later("2014-11-18T21:33:00-05:00", "2014-11-18T22:33:00+00:00")
    assert not is_later(None, "2014") and not is_later("2014", None)


def test_what_is_found_as_a_month_is_read_as_one() -> None:
    assert not [name for name in months.PRINTED if months.month_of(months.plain(name)) is None]
    printed = ["5 Mar 2014", "5 июня 2014", "12 mrz 2013", "3. lip 2012", "1 Jänner 2010"]
    assert read_dates(printed) == ["2014-03-05", "2014-06-05", "2013-03-12", "2012-07-03", "2010-01-01"]
