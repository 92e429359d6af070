"""Everything that can be set, in one frozen `Settings`; `settings_loading` reads it."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from notifier.core.access import Access
from notifier.core.i18n import Language
from notifier.core.log import LogFormat, LogLevel
from notifier.core.model import Topic
from notifier.core.numbers import MAX_ID
from notifier.service.settings_values import (
    ApiTokens,
    BotApiUrl,
    BotNumbers,
    ChatIds,
    HeaderText,
    HostNames,
    HttpProxy,
    KeptFor,
    ListenHost,
    Networks,
    Proxy,
    PublicUrl,
    Spacing,
    StatusPassword,
    Tokens,
    bot_number,
    is_everywhere,
    split_tokens,
)
from notifier.sources.config import HttpUrl, Interval, MaxAge, SourceConfig, TimeZone, read_duration
from notifier.web.api.address import PATH
from notifier.web.app.address import app_address
from notifier.web.launch_data import TELEGRAM_KEY

FREE_RATE = 30
"""Messages a second that Telegram takes of a bot for nothing."""


class Section(BaseModel):
    """A table of notifier.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(Section):
    """Where everything is kept."""

    url: SecretStr = SecretStr("sqlite:///var/notifier.db")
    """`sqlite:///path/to/file` or `postgresql://user:password@host/name`."""
    listen_url: SecretStr | None = None
    """Where PostgreSQL itself is, where `url` leads to a pool of connections before it."""
    min_free: Annotated[int, Field(ge=0, le=MAX_ID)] = 200_000_000
    """Bytes that the disk must have left; with less no new articles are taken in (SQLite)."""


class TelegramSettings(Section):
    """The bots. Without a token, alerts are printed to the terminal."""

    token: Tokens = None
    """One bot's token or several, side by side; the first is that of the default bot."""
    base_url: BotApiUrl = "https://api.telegram.org/bot"
    """Where the Bot API answers; the token is appended to `/bot`."""
    webhook: bool = False
    """Whether Telegram calls us at `web.public_url` (https) instead of being asked."""
    proxy: HttpProxy = None
    """The HTTP proxy by which the Bot API is reached; those of the environment are not used."""
    operators: ChatIds = ()
    """The chats in which those who run the service are told of sources in trouble."""
    access: Literal["open", "list"] = "open"
    """Whether everybody may use the bot, or only those on the list."""
    allowed: ChatIds = ()
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
    def admitted(self) -> Access:
        """Who may use the bot, and who runs it."""
        allowed = frozenset(self.allowed) if self.access == "list" else None
        return Access(frozenset(self.operators), allowed)

    @property
    def default_bot(self) -> int:
        """The number of the bot that chats belong to where none is named; 0 without any bot."""
        return next((bot_number(each.get_secret_value()) for each in self.tokens), 0)


class WebSettings(Section):
    """The web server with feeds, pages and health."""

    host: ListenHost = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: PublicUrl | None = None
    """The address readers reach it at; without it, only a browser on this machine is served."""
    app: bool = True
    """Whether there is a Mini App, which needs an https `public_url`."""
    app_max_age: Interval = read_duration("1d")
    """How long after it was opened the Mini App may be used."""
    app_bots: BotNumbers = ()
    """Bots whose Mini App is served although their tokens are not known here."""
    app_key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] = TELEGRAM_KEY
    """The key by which Telegram signs, for them, who opened it."""
    hub_followers: Annotated[int, Field(ge=0, le=100_000)] = 1000
    """To how many our own WebSub hub pushes feeds; 0 for no hub."""
    status_password: StatusPassword = None
    """What operators log in with to see /status; without one, only a browser on this machine does.

    That is without a `public_url` too: behind a reverse proxy everybody may look local.
    """
    metrics: bool = False
    """Whether /metrics is served; switch it on where only your monitoring can reach it."""
    trusted_proxies: Networks = ()
    """Networks of reverse proxies, beside this machine, that say for whom they ask."""
    api: bool = True
    """Whether the JSON API is served."""
    api_tokens: ApiTokens = None
    """Tokens, side by side, with which programs read what is public."""
    api_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = 120
    """How many requests a minute one address, token or chat may make of the API."""

    @property
    def tokens(self) -> tuple[SecretStr, ...]:
        """The tokens with which programs read what is public."""
        held = "" if self.api_tokens is None else self.api_tokens.get_secret_value()
        return tuple(SecretStr(each) for each in split_tokens(held))

    @property
    def address(self) -> str:
        """Where pages and feeds are, without a slash at its end."""
        if self.public_url is not None:
            return self.public_address
        host = "localhost" if is_everywhere(self.host) else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def public_address(self) -> str:
        """The address that everybody is told, without a slash at its end; empty without one.

        Its path is in percents: HTTP headers take no other letters than Latin ones.
        """
        parts = urlsplit((self.public_url or "").rstrip("/"))
        return parts._replace(path=quote(parts.path, safe="/%:@!$&'()*+,;=~")).geturl()

    @property
    def app_address(self) -> str:
        """The address at which Telegram opens the Mini App; empty where there is none."""
        return app_address(self.public_address) if self.has_app else ""

    @property
    def has_app(self) -> bool:
        """Whether the Mini App is served, which lives by the API."""
        return self.app and self.api

    @property
    def api_address(self) -> str:
        """The address at which programs of others reach the API; empty where they do not."""
        return f"{self.public_address}{PATH}" if self.public_address and self.api else ""


class FetchSettings(Section):
    """How sources are fetched."""

    timeout: Interval = read_duration("20s")
    """Total time for one request, redirects included."""
    max_bytes: Annotated[int, Field(ge=1000, le=1_000_000_000)] = 10_000_000
    """Largest body that is read, after decompression."""
    contact: HeaderText = ""
    """An address that a source's operator can write to; sent in the User-Agent."""
    concurrency: Annotated[int, Field(ge=1, le=500)] = 16
    """How many sources are read at the same time."""
    per_host: Annotated[int, Field(ge=1, le=100)] = 2
    """How many requests one host gets at the same time."""
    spacing: Spacing = read_duration("0.2s")
    """How long after a request to a host the next one to it begins."""
    http2: bool = True
    """Whether HTTP/2 is spoken with servers that know it."""
    parse_timeout: Interval = read_duration("10s")
    """How long reading one answer may take, once it is fetched."""
    parse_memory: Annotated[int, Field(ge=128_000_000, le=1_000_000_000_000)] = 512_000_000
    """How many bytes a process that reads answers may take; there are two at most."""
    allow_private: Networks = ()
    """Networks that sources may reach although they are private."""
    proxy: Proxy = None
    """The HTTP or SOCKS proxy by which sources are reached; those of the environment are not used.

    It looks their names up, so that only addresses that stand in a URL are checked here.
    """
    no_proxy: HostNames = ()
    """Hosts that are reached without the proxy, with all that are below them."""


class DeliverySettings(Section):
    """How alerts are sent."""

    max_in_flight: Annotated[int, Field(ge=1, le=1000)] = 8
    """Sends under way at once: as many can be repeated after a crash, and no more."""
    per_second: Annotated[float, Field(gt=0, le=1000)] = 30
    """Messages a second for the bot; above 30 they are sent as paid broadcasts."""
    burst: Annotated[int, Field(ge=1, le=10_000)] = 10
    """Of more news than this that one chat waits for, all comes as one message."""
    fresh_for: MaxAge = read_duration("6h")
    """News that could not be sent for longer comes as a line of a digest; `none` for never."""

    @property
    def is_paid(self) -> bool:
        """Whether Telegram takes so many messages only for a fee."""
        return self.per_second > FREE_RATE


class SecuritiesSettings(Section):
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


class RetentionSettings(Section):
    """How long what is no longer needed is kept; `none` for ever."""

    articles: KeptFor = read_duration("180d")
    """Articles with what was found in them, less those that a feed shows or an alert tells of."""
    alerts: KeptFor = read_duration("90d")
    """Alerts that were sent or given up."""
    inbox: KeptFor = read_duration("7d")
    """What was typed to the bot, once it is answered."""
    audit: KeptFor = read_duration("180d")
    """Who changed what in a group."""


class LogSettings(Section):
    """What is logged, to stderr."""

    level: LogLevel = "info"
    format: LogFormat = "console"


class Settings(BaseModel):
    """Every setting, checked. `sources` and `topics` come from files of their own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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
