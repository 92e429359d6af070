"""Everything that can be set: config/*.toml and NOTIFIER_* into one frozen `Settings`.

All that is wrong is found in one pass and reported at once, each with its file and key. Secrets
come from the environment or from files it names, never from TOML.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

from notifier.core.errors import Problem, SettingsError
from notifier.core.log import LogFormat, LogLevel
from notifier.core.model import Topic
from notifier.service.settings_files import (
    UNKNOWN_KEY,
    read_secret,
    read_sources,
    read_toml,
    read_topics,
    validation_problems,
)
from notifier.sources.config import (
    Duration,
    HttpUrl,
    Interval,
    MaxAge,
    SourceConfig,
    TimeZone,
    read_duration,
)
from notifier.sources.http.ssrf_guard import IPNetwork

PREFIX = "NOTIFIER_"
CONFIG_DIR = "NOTIFIER_CONFIG_DIR"
_SECRETS = (
    ("telegram", "token"),
    ("telegram", "proxy"),
    ("database", "url"),
    ("fetch", "proxy"),
)
_OWN_FILES = ("sources", "topics")

_TOKEN = re.compile(r"\d{1,18}:[^\s,:/]+")

FREE_RATE = 30
"""Messages a second that Telegram takes of a bot for nothing."""
Language = Literal["zh-Hans", "zh-Hant", "en"]


def split_tokens(text: str) -> list[str]:
    """Return the tokens in a text that holds one or several."""
    return text.replace(",", " ").split()


def bot_number(token: str) -> int:
    """Return the number of the bot that a token is for, which it begins with."""
    return int(token.partition(":")[0])


def _networks(value: Any) -> Any:
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    try:
        return tuple(ipaddress.ip_network(str(part)) for part in parts)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{error}; write networks as in 127.0.0.0/8, 10.0.0.0/8") from error


def _chat_ids(value: Any) -> Any:
    """Read chats' numbers, in the environment side by side."""
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        parts = [parts]
    if not all(re.fullmatch(r"-?[1-9]\d{0,17}", str(part)) for part in parts):
        raise ValueError("must be chats' numbers, as in 123456789 or -1001234567890")
    return tuple(int(part) for part in parts)


def _header_text(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        raise ValueError("must be one line of plain ASCII, as in ops@example.org")
    return value


def _tokens(value: SecretStr | None) -> SecretStr | None:
    """Check a token or several; what is wrong is told without repeating them."""
    if value is None:
        return None
    tokens = split_tokens(value.get_secret_value())
    if not tokens or not all(_TOKEN.fullmatch(token) for token in tokens):
        raise ValueError("is no token; one looks like 123456:ABC…, several stand side by side")
    if len({bot_number(token) for token in tokens}) < len(tokens):
        raise ValueError("holds two tokens of the same bot; take one out")
    return value


def _http_proxy(value: SecretStr | None) -> SecretStr | None:
    """Check the address of an HTTP proxy, which may hold a password."""
    if value is None or _is_proxy(value.get_secret_value(), {"http", "https"}):
        return value
    raise ValueError("is no HTTP proxy's address; write one as in http://proxy.example.org:3128")


def _proxy(value: SecretStr | None) -> SecretStr | None:
    """Check the address of an HTTP or SOCKS proxy, which may hold a password."""
    if value is None or _is_proxy(value.get_secret_value(), {"http", "https", "socks5"}):
        return value
    raise ValueError(
        "is no proxy's address; write one as in http://proxy.example.org:3128 or "
        "socks5://proxy.example.org:1080"
    )


def _is_proxy(address: str, schemes: Collection[str]) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _of_a_spacing(value: timedelta) -> timedelta:
    if value > timedelta(minutes=1):
        raise ValueError("must be at most '1m'")
    return value


def _of_a_retention(value: timedelta | None) -> timedelta | None:
    # Articles are compared with those of two days, and Telegram repeats what is a day old.
    if value is not None and value < timedelta(days=3):
        raise ValueError("must be at least '3d', or 'none' for ever")
    return value


KeptFor = Annotated[MaxAge, AfterValidator(_of_a_retention)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(_Section):
    """Where everything is kept."""

    url: SecretStr = SecretStr("sqlite:///var/notifier.db")
    """`sqlite:///path/to/file` or `postgresql://user:password@host/name`."""
    min_free: Annotated[int, Field(ge=0)] = 200_000_000
    """Bytes that the disk must have left; with less no new articles are taken in (SQLite)."""


class TelegramSettings(_Section):
    """The bots. Without a token, alerts are printed to the terminal."""

    token: Annotated[SecretStr | None, AfterValidator(_tokens)] = None
    """One bot's token or several, side by side; the first is that of the default bot."""
    base_url: HttpUrl = "https://api.telegram.org/bot"
    """Where the Bot API answers; the token is appended."""
    webhook: bool = False
    """Whether Telegram calls us at `web.public_url` (https) instead of being asked."""
    proxy: Annotated[SecretStr | None, AfterValidator(_http_proxy)] = None
    """The HTTP proxy by which the Bot API is reached; those of the environment are not used."""
    operators: Annotated[tuple[int, ...], BeforeValidator(_chat_ids)] = ()
    """The chats in which those who run the service are told of sources in trouble."""
    access: Literal["open", "list"] = "open"
    """Whether everybody may use the bot, or only those on the list."""
    allowed: Annotated[tuple[int, ...], BeforeValidator(_chat_ids)] = ()
    """The chats and people that may use the bot where there is a list."""
    max_subscriptions: Annotated[int, Field(ge=1, le=100_000)] = 1000
    """How many subscriptions a chat may hold."""
    commands_per_minute: Annotated[int, Field(ge=0, le=10_000)] = 30
    """How many commands a minute are carried out for one person; 0 for no limit."""

    @property
    def tokens(self) -> tuple[SecretStr, ...]:
        """The token of each bot, the default bot's first."""
        held = "" if self.token is None else self.token.get_secret_value()
        return tuple(SecretStr(each) for each in split_tokens(held))

    @property
    def default_bot(self) -> int:
        """The number of the bot that chats belong to where none is named; 0 without any bot."""
        return next((bot_number(each.get_secret_value()) for each in self.tokens), 0)


class WebSettings(_Section):
    """The web server with feeds, pages and health."""

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: HttpUrl | None = None
    """The address readers reach it at; http://host:port where it is left out."""

    metrics: bool = False
    """Whether /metrics is served; switch it on where only your monitoring can reach it."""

    @property
    def address(self) -> str:
        """The public address, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")


class FetchSettings(_Section):
    """How sources are fetched."""

    timeout: Interval = read_duration("20s")
    """Total time for one request, redirects included."""
    max_bytes: Annotated[int, Field(ge=1000)] = 10_000_000
    """Largest body that is read, after decompression."""
    contact: Annotated[str, AfterValidator(_header_text)] = ""
    """An address that a source's operator can write to; sent in the User-Agent."""
    concurrency: Annotated[int, Field(ge=1, le=500)] = 16
    """How many sources are read at the same time."""
    per_host: Annotated[int, Field(ge=1, le=100)] = 2
    """How many requests one host gets at the same time."""
    spacing: Annotated[Duration, AfterValidator(_of_a_spacing)] = read_duration("0.2s")
    """How long after a request to a host the next one to it begins."""
    http2: bool = True
    """Whether HTTP/2 is spoken with servers that know it."""
    parse_timeout: Interval = read_duration("10s")
    """How long reading one answer may take, once it is fetched."""
    parse_memory: Annotated[int, Field(ge=128_000_000)] = 512_000_000
    """How many bytes a process that reads answers may take; there are two."""
    allow_private: Annotated[tuple[IPNetwork, ...], BeforeValidator(_networks)] = ()
    """Networks that sources may reach although they are private."""
    proxy: Annotated[SecretStr | None, AfterValidator(_proxy)] = None
    """The HTTP or SOCKS proxy by which sources are reached; those of the environment are not used.

    It looks their names up, so that only addresses that stand in a URL are checked here.
    """


class DeliverySettings(_Section):
    """How alerts are sent."""

    max_in_flight: Annotated[int, Field(ge=1, le=1000)] = 8
    """Sends under way at once: as many can be repeated after a crash, and no more."""
    per_second: Annotated[float, Field(gt=0, le=1000)] = 30
    """Messages a second for the bot; above 30 they are sent as paid broadcasts."""
    burst: Annotated[int, Field(ge=1)] = 10
    """Of more news than this that one chat waits for, all comes as one message."""
    fresh_for: MaxAge = read_duration("6h")
    """News that could not be sent for longer comes as a line of a digest; `none` for never."""

    @property
    def is_paid(self) -> bool:
        """Whether Telegram takes so many messages only for a fee."""
        return self.per_second > FREE_RATE


class SecuritiesSettings(_Section):
    """Where the official lists of securities are, and how often they are read."""

    sync_every: MaxAge = read_duration("1d")
    """How often a running service refreshes its directory; `none` for never."""
    cninfo_url: HttpUrl = "http://www.cninfo.com.cn/new/data/szse_stock.json"
    hkex_url: HttpUrl = "https://www1.hkexnews.hk/ncms/script/eds/activestock_sehk_c.json"
    hkex_english_url: HttpUrl = "https://www1.hkexnews.hk/ncms/script/eds/activestock_sehk_e.json"
    hkex_types_url: HttpUrl = (
        "https://www.hkex.com.hk/eng/services/trading/securities/securitieslists/"
        "ListOfSecurities.xlsx"
    )
    sec_url: HttpUrl = "https://www.sec.gov/files/company_tickers_exchange.json"


class RetentionSettings(_Section):
    """How long what is no longer needed is kept; `none` for ever."""

    articles: KeptFor = read_duration("180d")
    """Articles with what was found in them, less those that a feed shows or an alert tells of."""
    alerts: KeptFor = read_duration("90d")
    """Alerts that were sent or given up."""
    inbox: KeptFor = read_duration("7d")
    """What was typed to the bot, once it is answered."""
    audit: KeptFor = read_duration("180d")
    """Who changed what in a group."""


class LogSettings(_Section):
    """What is logged, to stderr."""

    level: LogLevel = "info"
    format: LogFormat = "console"


class Settings(BaseSettings):
    """Every setting, checked. `sources` and `topics` come from files of their own."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
    )

    language: Language = "zh-Hans"
    """Of feeds and terminal, and of chats whose own language is not one of ours."""
    timezone: TimeZone = "Asia/Shanghai"
    """In which alerts show times."""
    database: DatabaseSettings = DatabaseSettings()
    telegram: TelegramSettings = TelegramSettings()
    web: WebSettings = WebSettings()
    fetch: FetchSettings = FetchSettings()
    delivery: DeliverySettings = DeliverySettings()
    securities: SecuritiesSettings = SecuritiesSettings()
    retention: RetentionSettings = RetentionSettings()
    log: LogSettings = LogSettings()
    sources: tuple[SourceConfig, ...] = ()
    topics: tuple[Topic, ...] = ()

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take the values as given: `inspect_settings` has put files and environment together."""
        return (init_settings,)


class _Environment(EnvSettingsSource):
    """pydantic-settings' reader, of variables chosen before it, and without its JSON.

    What it would read by itself holds names that are no settings, such as NOTIFIER_…_FILE.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        super().__init__(Settings)

    @override
    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._variables.items()}

    @override
    def decode_complex_value(self, field_name: str, field: Any, value: Any) -> Any:
        return value


def load_settings(config_dir: Path | None = None) -> Settings:
    """Read files and environment; raises SettingsError with everything that is wrong."""
    settings, problems = inspect_settings(config_dir)
    if settings is None or problems:
        raise SettingsError(problems)
    return settings


def inspect_settings(
    config_dir: Path | None = None, environment: Mapping[str, str] | None = None
) -> tuple[Settings | None, list[Problem]]:
    """Read files and environment; return what could be read and everything that is wrong.

    `config_dir` is, in this order: the argument, NOTIFIER_CONFIG_DIR, `config` in the current
    folder. A file that is not there counts as empty; a folder that is not there is an error.
    `environment` is the process's own where it is left out. An empty variable counts as not set.
    """
    if environment is None:
        environment = os.environ  # noqa: TID251 - the one module that reads it
    variables = {n: value for n, value in environment.items() if n.startswith(PREFIX) and value}
    folder = Path(variables.pop(CONFIG_DIR, "config")) if config_dir is None else config_dir
    variables.pop(CONFIG_DIR, None)
    problems: list[Problem] = []
    if not folder.is_dir():
        problems.append(
            Problem(str(folder), f"is no folder; create it, or say where it is with {CONFIG_DIR}")
        )
    _read_secret_files(variables, problems)
    _drop_unknown_variables(variables, problems)
    main = folder / "notifier.toml"
    values = _usable(read_toml(main, problems), main, problems)
    sources = read_sources(folder / "sources.toml", problems)
    topics = read_topics(folder / "topics.toml", problems)
    try:
        settings = Settings(**_merged(values, _Environment(variables)()))
    except ValidationError as error:
        problems += validation_problems(error, lambda loc: _where(loc, variables, main))
        return None, problems
    update = {"sources": tuple(sources), "topics": tuple(topics)}
    return settings.model_copy(update=update), problems


def _merged(files: dict[str, Any], environment: Mapping[str, Any]) -> dict[str, Any]:
    """Merge, key by key; the environment wins. A section that is no table stays to be reported."""
    merged = dict(files)
    for name, value in environment.items():
        held = files.get(name, {})
        if not isinstance(value, dict):
            merged[name] = value
        elif isinstance(held, dict):
            merged[name] = {**held, **value}
    return merged


def variable(*path: str) -> str:
    """Name the environment variable of a setting: `variable("web", "port")`."""
    return PREFIX + "_".join(path).upper()


def _where(loc: tuple[int | str, ...], variables: Mapping[str, str], main: Path) -> str:
    path = [str(part) for part in loc if isinstance(part, str)][:2]
    name = variable(*path)
    return f"environment {name}" if name in variables else f"{main}: {'.'.join(path)}"


def _read_secret_files(variables: dict[str, str], problems: list[Problem]) -> None:
    """Put the content of the file that NOTIFIER_…_FILE names in place of that variable."""
    for plain in (variable(*secret) for secret in _SECRETS):
        name = variables.pop(f"{plain}_FILE", None)
        if name is None:
            continue
        where = f"environment {plain}_FILE"
        if plain in variables:
            problems.append(Problem(where, f"and {plain} are both set; take one away"))
        secret = read_secret(Path(name), where, problems)
        if secret is not None:
            variables[plain] = secret


def _drop_unknown_variables(variables: dict[str, str], problems: list[Problem]) -> None:
    for name in sorted(set(variables) - known_variables()):
        problems.append(
            Problem(f"environment {name}", "is no setting; docs/settings.md lists those there are")
        )
        del variables[name]


def known_variables() -> frozenset[str]:
    """Return the name of every variable that sets something by itself."""
    known = set()
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, _Section):
            known |= {variable(name, key) for key in section.model_fields}
        elif name not in _OWN_FILES:
            known.add(variable(name))
    return frozenset(known)


def _usable(values: dict[str, Any], main: Path, problems: list[Problem]) -> dict[str, Any]:
    """Take out, and tell, what does not belong into notifier.toml: strangers and secrets."""
    for name in list(values):
        if name in _OWN_FILES:
            problems.append(Problem(f"{main}: {name}", f"belongs into {name}.toml"))
        elif name not in Settings.model_fields:
            problems.append(Problem(f"{main}: {name}", UNKNOWN_KEY))
        else:
            continue
        del values[name]
    for section, key in _SECRETS:
        holder = values.get(section)
        if isinstance(holder, dict) and key in holder and _is_secret(key, holder[key]):
            name = variable(section, key)
            problems.append(
                Problem(
                    f"{main}: {section}.{key}",
                    f"is a secret; take it out and set {name} or {name}_FILE",
                )
            )
            del holder[key]
    return values


def _is_secret(key: str, value: object) -> bool:
    """Return whether a value may not stand in a file; a database's address may without password."""
    return key == "token" or "@" in str(value) or "password" in str(value)
