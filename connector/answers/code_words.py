"""What is said around one-time codes."""

from __future__ import annotations

from connector.answers.words import Words


def code_subject(store: str, words: Words) -> str:
    return words.say("Your code for {store}", store=store)


def code_message(store: str, code: str, words: Words) -> str:
    """The code alone on a line, in Latin digits whatever the language."""
    return "\n\n".join(
        [
            words.say("Your code for {store}:\n{code}", store=store, code=code),
            words.say("It is valid for ten minutes. Please enter it only where you asked for it."),
            words.say("If you did not ask for a code, you can simply ignore this message."),
        ]
    )


def code_on_its_way(words: Words) -> str:
    """The same whether there is anybody to send it to or not."""
    return words.say(
        "If this fits one of our orders, a code is on its way to the e-mail address or phone "
        "number in that order. It is valid for ten minutes."
    )


def code_accepted(words: Words) -> str:
    return words.say("Thank you, that is the right code. How can we help with your order?")


def code_refused(words: Words) -> str:
    return words.say(
        "This code is not right or no longer valid. Please check it or ask for a new one."
    )
