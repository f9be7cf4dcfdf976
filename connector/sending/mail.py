"""Codes by e-mail, through the mail server of the store."""

from __future__ import annotations

import re
import smtplib
import ssl
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from connector.sending.senders import TIMEOUT, Letter, NotSent, Smtp
from connector.storage.engine import now

ONE_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@<>()\[\],;:\"\\]{1,190}")
"""Nothing that a mail server could take for several."""


def send(smtp: Smtp, letter: Letter) -> None:
    """Raises NotSent."""
    message = written(smtp, letter)
    try:
        with _connected(smtp) as connection:
            if smtp.user:
                connection.login(smtp.user, smtp.password)
            connection.send_message(message)
    except smtplib.SMTPAuthenticationError:
        said = "The mail server does not take the user name and password."
        raise NotSent(said, again=False) from None
    except smtplib.SMTPRecipientsRefused as error:
        status = max((code for code, _ in error.recipients.values()), default=0)
        said = f"The mail server refuses the address ({status})."
        raise NotSent(said, again=status < 500) from None
    except smtplib.SMTPResponseException as error:
        said = f"The mail server refuses the message ({error.smtp_code})."
        raise NotSent(said, again=error.smtp_code < 500) from None
    except ssl.SSLError:
        said = (
            "TLS with the mail server fails: is its certificate valid, and the port the right one?"
        )
        raise NotSent(said, again=False) from None
    except (smtplib.SMTPException, OSError) as error:
        said = f"The mail server does not answer as it should ({type(error).__name__})."
        raise NotSent(said, again=True) from None


def _connected(smtp: Smtp) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if smtp.tls == "from the start":
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=TIMEOUT, context=trusted)
    connection = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT)
    if smtp.tls == "by STARTTLS":
        try:
            connection.starttls(context=trusted)
        except BaseException:
            connection.close()
            raise
    return connection


def written(smtp: Smtp, letter: Letter) -> EmailMessage:
    """Raises NotSent where the address is not one."""
    if not ONE_ADDRESS.fullmatch(letter.to):
        raise NotSent("The address in the order is no e-mail address.", again=False)
    message = EmailMessage()
    message["From"] = smtp.sender
    try:
        message["To"] = Address(addr_spec=letter.to)
    except (ValueError, IndexError, MessageError):
        raise NotSent("The address in the order is no e-mail address.", again=False) from None
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=parseaddr(smtp.sender)[1].rpartition("@")[2])
    message["Content-Language"] = letter.locale
    # No holiday notice is wanted in return: https://www.rfc-editor.org/rfc/rfc3834
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="base64")
    return message
