"""By mail: over STARTTLS or TLS, to one mailbox, with a name that stays the same when it is sent again."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from holdfire.alerting.letters import Letter
from holdfire.alerting.ways import WHOLE_S, NotTakenError, Ways, secret_at
from holdfire.alerts.rules import Mail


def by_mail(letter: Letter, to: str, mail: Mail, folder: Path, ways: Ways) -> None:
    """Hand a letter to the mail server. Raises ``NotTakenError``."""
    password = secret_at(mail.password, folder, ways) if mail.password else ""
    tls = _tls(mail, folder, ways)
    try:
        with _line(mail, tls) as server:
            if mail.security == "starttls":
                server.starttls(context=tls)
            if mail.user:
                server.login(mail.user, password)
            server.send_message(_written(letter, to, mail))
    except smtplib.SMTPResponseException as error:
        raise NotTakenError(f"the mail server answers {error.smtp_code}", lasting=_lasting(error)) from None
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise NotTakenError(f"the mail server answers {code} to the recipient", lasting=code >= 500) from None
    except smtplib.SMTPNotSupportedError:
        raise NotTakenError("the mail server offers no closed line, or no way to sign in") from None
    except ssl.SSLError:
        raise NotTakenError("the mail server's certificate does not hold") from None
    except (OSError, smtplib.SMTPException):
        raise NotTakenError("the mail server does not answer, or broke off") from None


def _lasting(error: smtplib.SMTPResponseException) -> bool:
    """A refusal of this message (5xx) lasts; one of our signing in is mended at the server or in the rules."""
    return error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPHeloError)


def _tls(mail: Mail, folder: Path, ways: Ways) -> ssl.SSLContext:
    if ways.tls is not None:
        return ways.tls
    try:
        return ssl.create_default_context(cafile=str(folder / mail.authority) if mail.authority else None)
    except (OSError, ssl.SSLError):
        raise NotTakenError(f"the certificate {mail.authority} cannot be read") from None


def _line(mail: Mail, tls: ssl.SSLContext) -> smtplib.SMTP:
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=WHOLE_S, context=tls, local_hostname="localhost")
    return smtplib.SMTP(mail.host, mail.port, timeout=WHOLE_S, local_hostname="localhost")


def _written(letter: Letter, to: str, mail: Mail) -> EmailMessage:
    """The letter as mail; RFC 3834 marks it as made by a machine, so that no machine answers it."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = mail.from_, to
    made["Subject"] = " ".join(letter.subject.split())
    made["Date"] = format_datetime(letter.made_at)
    made["Message-ID"] = f"<{letter.id}@{mail.from_.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["X-Holdfire-Alerts"] = " ".join(alert["id"] for alert in letter.data["alerts"])
    made.set_content(letter.text, cte="base64")
    for file in letter.files:
        main, _, sub = file.type.partition("/")
        charset = {"charset": "utf-8"} if main == "text" else None
        made.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name, params=charset)
    return made
