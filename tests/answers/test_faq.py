"""Questions and answers: the right one is found as people ask it, in four languages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.answer import Answer
from connector.answers.faq import FaqFound, faq_answer
from connector.answers.faq_document import Faq, parse_faq
from connector.answers.faq_import import Format, import_faq, merged
from connector.answers.faq_ranking import ranked
from connector.answers.words import speak
from connector.errors import BadRequest
from tests.answers.demo import LANGUAGES, NOW
from tests.answers.test_hours import OFFICE, local

SHOP: dict[str, list[tuple[str, str]]] = {
    "en": [
        ("How can I pay?", "By card, PayPal or bank transfer."),
        ("How long does delivery take?", "Two to four working days within Germany."),
        ("Can I change my delivery address?", "Yes, as long as the parcel has not been sent."),
        ("Do you wrap gifts?", "Yes, for two euros each."),
        ("How do I return an item?", "Use the label in the parcel within 30 days."),
        ("Is there a warranty on the teapots?", "All teapots have a warranty of two years."),
    ],
    "fa": [
        ("چگونه می‌توانم پرداخت کنم؟", "با کارت بانکی یا حوالهٔ بانکی."),
        ("ارسال سفارش چقدر طول می‌کشد؟", "دو تا چهار روز کاری."),
        ("آیا می‌توانم نشانی تحویل را تغییر دهم؟", "تا پیش از ارسال بسته، بله."),
        ("آیا کالا را کادو می‌کنید؟", "بله، با هزینهٔ جداگانه."),
        ("چطور کالا را مرجوع کنم؟", "تا سی روز با برچسب داخل بسته."),
        ("قوری‌ها ضمانت دارند؟", "همهٔ قوری‌ها دو سال ضمانت دارند."),
    ],
    "tr": [
        ("Nasıl ödeme yapabilirim?", "Kartla, havaleyle veya kapıda ödeme ile."),
        ("Kargo ne kadar sürede gelir?", "İki ile dört iş günü arasında."),
        ("Teslimat adresimi değiştirebilir miyim?", "Paket gönderilmeden önce evet."),
        ("Hediye paketi yapıyor musunuz?", "Evet, küçük bir ücret karşılığında."),
        ("Ürünü nasıl iade ederim?", "Paketteki etiketle otuz gün içinde."),
        ("Çaydanlıkların garantisi var mı?", "Bütün çaydanlıklar iki yıl garantilidir."),
    ],
    "zh": [
        ("怎么付款？", "可以刷卡、支付宝或银行转账。"),
        ("多久可以送到？", "两到四个工作日。"),
        ("可以修改收货地址吗？", "包裹寄出之前可以。"),
        ("可以礼品包装吗？", "可以，每件收费。"),
        ("怎么退货？", "三十天内使用包裹里的标签。"),
        ("茶壶有保修吗？", "所有茶壶保修两年。"),
    ],
}
ASKED = {
    "en": ["payment options paypal", "delivered how many days", "wrong address, change it", "gift"],
    "fa": ["روش های پرداخت", "سفارشم چند روز طول میکشد", "تغییر نشانی", "کادو کردن"],
    "tr": ["ödeme seçenekleri", "kargom ne zaman gelir", "adres değiştirmek istiyorum", "hediye"],
    "zh": ["付款方式", "几天能送到", "想改收货地址", "礼品包装收费"],
}
"""How people ask for the first four, in their own words."""


def question(name: str, text: str, language: str = "", **more: Any) -> dict[str, Any]:
    told = {"inLanguage": language} if language else {}
    return {"@type": "Question", "name": name, "acceptedAnswer": {"text": text}, **told, **more}


def page(*questions: dict[str, Any], **more: Any) -> Faq:
    return parse_faq(json.dumps({"@type": "FAQPage", "mainEntity": list(questions), **more}))


EVERYTHING = page(*(question(q, a, tag) for tag, known in SHOP.items() for q, a in known))
"""All languages in one, so that they can be mistaken for each other."""


def ask(faq: Faq | None, asked: str, tongue: str = "en", **more: Any) -> Answer[FaqFound]:
    return faq_answer(faq, asked=asked, words=speak(tongue), now=NOW, **more)


def first(answer: Answer[FaqFound]) -> str:
    assert answer.facts is not None, answer.message
    return answer.facts.entries[0].question


CASES = [(tag, asked, SHOP[tag][n][0]) for tag in SHOP for n, asked in enumerate(ASKED[tag])]


@pytest.mark.parametrize(("tongue", "asked", "meant"), CASES)
def test_what_people_ask_in_their_own_words_is_found(tongue: str, asked: str, meant: str) -> None:
    assert first(ask(EVERYTHING, asked, tongue)) == meant


@pytest.mark.parametrize("asked", [q for known in SHOP.values() for q, _ in known])
@pytest.mark.parametrize("tongue", LANGUAGES)
def test_a_question_as_it_is_written_finds_itself_whatever_the_locale(
    asked: str, tongue: str
) -> None:
    answer = ask(EVERYTHING, asked, tongue)
    assert first(answer) == asked
    assert answer.facts is not None
    assert answer.facts.entries[0].asked_word_for_word


@pytest.mark.parametrize(
    ("asked", "tongue"),
    [
        ("Do you repair bicycles?", "en"),
        ("how do I", "en"),
        ("My dog ate the card of my neighbour yesterday evening", "en"),
        ("دوچرخه تعمیر می‌کنید؟", "fa"),
        ("Bisiklet tamir ediyor musunuz?", "tr"),
        ("你们修自行车吗？", "zh-Hans"),
        ("!?", "en"),
        ("\u202e", "en"),
    ],
)
def test_what_is_not_answered_there_gets_no_answer(asked: str, tongue: str) -> None:
    answer = ask(EVERYTHING, asked, tongue)
    assert (answer.outcome, answer.facts) == ("no_match", None)
    assert answer.next_actions == ["contact_store"]


def test_the_answer_of_a_question_asked_word_for_word_stands_alone() -> None:
    assert ask(EVERYTHING, "how can i pay").message == "By card, PayPal or bank transfer."


def test_a_guess_is_told_as_one_with_the_question_it_answers() -> None:
    message = ask(EVERYTHING, "gift").message
    assert message.split("\n")[:3] == [
        "You may have meant this question:",
        "Do you wrap gifts?",
        "Yes, for two euros each.",
    ]


def test_a_translation_is_given_in_the_language_of_the_asker() -> None:
    faq = page(
        question("PayPal?", "Yes, with PayPal.", "en", identifier="paypal"),
        question("پی‌پال؟ PayPal", "بله.", "fa", identifier="paypal"),
        question("Nakit?", "Hayır.", "tr"),
        inLanguage="tr",
    )
    asked = ask(faq, "do you take paypal please", "fa")
    assert first(asked) == "پی‌پال؟ PayPal"
    assert asked.facts is not None
    assert asked.facts.languages == ["fa", "tr", "en"]
    assert len(asked.facts.entries) == 1
    assert first(ask(faq, "paypal ile ödeme", "tr")) == "PayPal?"  # no Turkish one: English


def test_of_the_same_words_the_asked_language_comes_first() -> None:
    faq = page(question("IBAN?", "Here it is.", "en"), question("IBAN!", "İşte burada.", "tr"))
    for tongue, answer in (("tr", "İşte burada."), ("en", "Here it is.")):
        assert ask(faq, "iban", tongue).message == answer


def test_what_was_asked_but_for_its_signs_stands_above_what_is_near() -> None:
    faq = page(question("Is PayPal ok?", "Ok.", "en"), question("PAYPAL", "Evet.", "tr"))
    assert ask(faq, "paypal?").message == "Evet."


@pytest.mark.parametrize(("tongue", "answer"), [("tr", "İşte burada."), ("en", "Here it is.")])
def test_of_what_is_equally_near_the_asked_language_comes_first(tongue: str, answer: str) -> None:
    faq = page(
        question("IBAN?", "Here it is.", "en"),
        question("IBAN!", "İşte burada.", "tr"),
        question("Cash", "No.", "en"),
    )
    found = ask(faq, "iban of the shop", tongue).facts
    assert found is not None
    assert found.entries[0].answer == answer


def test_the_page_of_an_entry_is_cited() -> None:
    url = "https://shop.example.com/faq#pay"
    answer = ask(page(question("How can I pay?", "By card.", url=url)), "How can I pay?")
    assert answer.citations == [url]
    assert answer.message == f"By card.\nYou can read it on our page:\n{url}"


def test_other_ways_to_ask_count_as_the_question() -> None:
    faq = page(question("Payment", "By card.", alternateName=["Do you take VISA?", "Cards"]))
    assert ask(faq, "do you take visa").message == "By card."


def test_outside_hours_it_is_said_when_a_person_will_be_there() -> None:
    late = local("2026-03-12T20:00")
    for asked in ("How can I pay?", "Do you repair bicycles?"):
        answer = faq_answer(EVERYTHING, asked=asked, hours=OFFICE, words=speak("en"), now=late)
        assert answer.message.endswith("from 9:00 AM tomorrow (Berlin time).")


def test_a_shop_without_questions_and_one_with_others_answer_alike() -> None:
    assert ask(None, "zebra").message == ask(EVERYTHING, "zebra").message


ALPHABETS = {
    "en": "abcdefghij '?",
    "fa": "ابپتثجچحخد آ\u200c؟",
    "tr": "abcçdefgğhıiİoö ?",
    "zh": "付款送货地址退换礼品？",
}


@pytest.mark.parametrize("tag", ALPHABETS)
@given(data=st.data())
def test_whatever_the_questions_are_the_one_that_was_asked_comes_first(
    tag: str, data: st.DataObject
) -> None:
    texts = st.text(ALPHABETS[tag], min_size=1, max_size=30).filter(lambda text: text.strip())
    names = data.draw(
        st.lists(texts, min_size=1, max_size=8, unique_by=lambda t: " ".join(t.split()))
    )
    answers = data.draw(st.lists(texts, min_size=len(names), max_size=len(names)))
    faq = page(*(question(q, a, tag) for q, a in zip(names, answers, strict=True)))
    asked = data.draw(st.sampled_from(names))
    best = ranked(faq, asked, [tag])[0]
    assert best.same
    assert best.entry.question == " ".join(asked.split())


# Taking in what a shop has already.

CSV = 'Question;Answer;Language\nKargo ücreti?;"Ücretsiz; 200 TL üstü.";tr\n'
MARKDOWN = """# Help

Welcome.

## How can I pay?

By **card** or [PayPal](https://paypal.example).

- also cash

## Delivery
### How long?
Two days.
"""


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("csv", CSV, [("Kargo ücreti?", "Ücretsiz; 200 TL üstü.")]),
        ("csv", "question,answer\nA?,B\n", [("A?", "B")]),
        (
            "markdown",
            MARKDOWN,
            [
                ("Help", "Welcome."),
                (
                    "How can I pay?",
                    "By card or PayPal (https://paypal.example).\n\n- also cash",
                ),
                ("How long?", "Two days."),
            ],
        ),
        ("json", '[{"question": "A?", "answer": "B"}]', [("A?", "B")]),
        ("json", json.dumps({"mainEntity": [question("A?", "B")]}), [("A?", "B")]),
        (
            "text",
            "Merhaba. Kargo kaç gün? İki gün. Hızlıdır. ارسال رایگان است؟ بله. 可以退吗？可以。",
            [
                ("Kargo kaç gün?", "İki gün. Hızlıdır."),
                ("ارسال رایگان است؟", "بله."),
                ("可以退吗？", "可以。"),
            ],
        ),
    ],
)
def test_questions_are_taken_out_of_what_a_shop_has(
    form: Format, text: str, expected: list[tuple[str, str]]
) -> None:
    document = merged(None, import_faq(text, form, "file"), "file")
    found = [
        (entry.question, entry.answer.replace("\n\n", "\n"))
        for entry in parse_faq(document).entries
    ]
    assert found == [(q, a.replace("\n\n", "\n")) for q, a in expected]


@pytest.mark.parametrize(
    ("form", "text", "told"),
    [
        ("csv", "question,answer\nA?,\n", "line 2.answer: is missing or empty."),
        ("csv", "question,answer,colour\nA?,B,red\n", "line 2.colour: there is no such column"),
        ("csv", "question,answer,language\nA?,B,Klingonish\n", "must be a language tag"),
        ("json", "[1]", "$[0]: must be a JSON object."),
        ("json", '{"mainEntity": [{"name": "A?"}]}', "$.mainEntity[0].acceptedAnswer: is missing."),
        ("markdown", "# Only headings", "There is no question with an answer in faq.x."),
        ("text", "No questions here.", "There is no question with an answer in faq.x."),
    ],
)
def test_what_cannot_be_taken_in_is_refused_with_its_place(
    form: Format, text: str, told: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        import_faq(text, form, "faq.x")
    assert told in refused.value.detail


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"mainEntity": []}, "$.mainEntity:"),
        ({"mainEntity": [question(" ", "x")]}, "$.mainEntity[0].name: is empty."),
        (
            {"mainEntity": [question("x", "x", url="ftp://x")]},
            "$.mainEntity[0].url: must be an http",
        ),
        ([], "$: must be an FAQPage"),
    ],
)
def test_a_wrong_page_is_refused_with_the_place_and_the_reason(document: Any, told: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parse_faq(json.dumps(document))
    assert told in refused.value.detail
