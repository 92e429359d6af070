"""What the Bot API refuses, in its own words, and what can go wrong with a call on its way.

`REFUSALS` are the answers that tell a bot no; a `Fault` is what one call meets instead of an
ordinary answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


@dataclass(frozen=True)
class Refusal:
    """An error as the Bot API answers it."""

    status: int
    description: str
    parameters: tuple[tuple[str, int], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the body of the answer."""
        body = {"ok": False, "error_code": self.status, "description": self.description}
        return body | ({"parameters": dict(self.parameters)} if self.parameters else {})


class RefusedError(Exception):
    """A method does not do what it was asked."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.description)


def bad_request(description: str) -> RefusedError:
    """Refuse with 400."""
    return RefusedError(Refusal(400, f"Bad Request: {description}"))


UNAUTHORIZED: Final = Refusal(401, "Unauthorized")
NOT_FOUND: Final = Refusal(404, "Not Found")
OTHER_POLLER: Final = Refusal(
    409,
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
)
WEBHOOK_ACTIVE: Final = Refusal(
    409,
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first",
)
NOT_MODIFIED: Final = Refusal(
    400,
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message",
)
QUERY_TOO_OLD: Final = Refusal(
    400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
)

REFUSALS: Final[Mapping[str, Refusal]] = {
    # 403: the chat does not want us, or is gone
    "blocked": Refusal(403, "Forbidden: bot was blocked by the user"),
    "deactivated": Refusal(403, "Forbidden: user is deactivated"),
    "cannot initiate": Refusal(403, "Forbidden: bot can't initiate conversation with a user"),
    "to a bot": Refusal(403, "Forbidden: bot can't send messages to bots"),
    "kicked from group": Refusal(403, "Forbidden: bot was kicked from the group chat"),
    "kicked from supergroup": Refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
    "kicked from channel": Refusal(403, "Forbidden: bot was kicked from the channel chat"),
    "not in group": Refusal(403, "Forbidden: bot is not a member of the group chat"),
    "not in supergroup": Refusal(403, "Forbidden: bot is not a member of the supergroup chat"),
    "not in channel": Refusal(403, "Forbidden: bot is not a member of the channel chat"),
    "group deleted": Refusal(403, "Forbidden: the group chat was deleted"),
    # 400: the same, in other words
    "chat not found": Refusal(400, "Bad Request: chat not found"),
    "no rights": Refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
    "write forbidden": Refusal(400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    "topic closed": Refusal(400, "Bad Request: TOPIC_CLOSED"),
    "thread not found": Refusal(400, "Bad Request: message thread not found"),
    "need administrator": Refusal(
        400, "Bad Request: need administrator rights in the channel chat"
    ),
    # 400: the message is at fault
    "too long": Refusal(400, "Bad Request: message is too long"),
    "empty": Refusal(400, "Bad Request: message text is empty"),
    "entities": Refusal(
        400,
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    "not modified": NOT_MODIFIED,
    # what concerns the bot as a whole
    "unauthorized": UNAUTHORIZED,
    "not found": NOT_FOUND,
    "other poller": OTHER_POLLER,
    "webhook active": WEBHOOK_ACTIVE,
}
"""Every answer of no that a bot must know how to take, by a short name."""


def migrated(new_chat_id: int) -> Refusal:
    """Say that a group has become a supergroup, with a new id."""
    return Refusal(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        (("migrate_to_chat_id", new_chat_id),),
    )


def too_many_requests(retry_after: int) -> Refusal:
    """Say that the bot is to wait for `retry_after` seconds."""
    return Refusal(
        429,
        f"Too Many Requests: retry after {retry_after}",
        (("retry_after", retry_after),),
    )


class Answer(StrEnum):
    """What comes back of a call."""

    ORDINARY = "ordinary"
    REFUSAL = "refusal"
    RESET = "reset"  # the connection is reset
    SILENCE = "silence"  # nothing, until the client's patience ends
    CUT_BODY = "cut body"  # half of the ordinary body, then the connection ends
    NOT_JSON = "not json"  # 200 with a page of HTML
    SERVER_ERROR = "server error"  # a gateway's page with a 5xx status


@dataclass(frozen=True)
class Fault:
    """What one call meets: whether it is carried out, and what comes back after `delay` seconds."""

    answer: Answer
    accepted: bool = False
    delay: float = 0
    status: int = 200
    refusal: Refusal | None = None


def lost_answer() -> Fault:
    """Carry the call out, then reset the connection: the bot cannot know that it was."""
    return Fault(Answer.RESET, accepted=True)


def reset() -> Fault:
    """Reset the connection before anything is carried out."""
    return Fault(Answer.RESET)


def silence(*, accepted: bool = False) -> Fault:
    """Never answer, so that the bot's read time-out ends it."""
    return Fault(Answer.SILENCE, accepted)


def cut_body(*, accepted: bool = True) -> Fault:
    """End the connection in the middle of the answer."""
    return Fault(Answer.CUT_BODY, accepted)


def not_json(*, accepted: bool = False) -> Fault:
    """Answer 200 with something that is not JSON, as a portal or a proxy does."""
    return Fault(Answer.NOT_JSON, accepted)


def server_error(status: int = 502, *, accepted: bool = False) -> Fault:
    """Answer with a 5xx status."""
    return Fault(Answer.SERVER_ERROR, accepted, status=status)


def slow(seconds: float) -> Fault:
    """Answer in the ordinary way, `seconds` after the call was carried out."""
    return Fault(Answer.ORDINARY, accepted=True, delay=seconds)


def refuse(refusal: Refusal | str) -> Fault:
    """Answer no; `refusal` may be a name in `REFUSALS`."""
    if isinstance(refusal, str):
        refusal = REFUSALS[refusal]
    return Fault(Answer.REFUSAL, refusal=refusal, status=refusal.status)


@dataclass
class _Programmed:
    """A fault that waits for its calls. None stands for any method, any chat, any number."""

    fault: Fault
    method: str | None
    chat_id: int | None
    times: int | None

    def matches(self, method: str, chat_id: int | None) -> bool:
        return self.times != 0 and self.method in (None, method) and self.chat_id in (None, chat_id)


FaultChooser = Callable[[str, int | None], Fault | None]
"""Chooses the fault of a call of a method that concerns a chat; None for none."""


def no_faults(_method: str, _chat_id: int | None) -> None:
    """Choose no fault."""


class FaultPlan:
    """The faults that are yet to come, in the order in which they were programmed.

    `choose` is asked about calls that match none of them.
    """

    def __init__(self) -> None:
        self._programmed: list[_Programmed] = []
        self.choose: FaultChooser = no_faults

    def add(self, fault: Fault, method: str | None, chat_id: int | None, times: int | None) -> None:
        """Add `fault` for the next `times` calls of `method` that concern `chat_id`."""
        self._programmed.append(_Programmed(fault, method, chat_id, times))

    def next(self, method: str, chat_id: int | None) -> Fault | None:
        """Take the fault of this call, if there is one."""
        for programmed in self._programmed:
            if programmed.matches(method, chat_id):
                if programmed.times is not None:
                    programmed.times -= 1
                return programmed.fault
        return self.choose(method, chat_id)

    def clear(self, chat_id: int | None = None) -> None:
        """Forget the faults of `chat_id`, or all."""
        self._programmed = [
            programmed
            for programmed in self._programmed
            if chat_id is not None and programmed.chat_id != chat_id
        ]
