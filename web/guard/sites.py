"""Sites (站点) that may hold the widget: `sites.toml`, read again whenever it changes.

A site has a public key, the origins that its pages come from (`https://www.example.gov.cn`, or
`https://*.example.gov.cn` for every subdomain; an empty list refuses everyone), what it may see
(agencies, named collections), its limits and its looks. The key stands in the host's page and is no
secret; the one secret, for signing user ids, stays in this file and on the host's server.
"""

import hashlib
import hmac
import threading
import tomllib
from collections.abc import Callable, Container, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
)

from rag.bulletin import Bulletin
from rag.errors import SettingsError
from rag.settings import RATES
from rag.store.catalog import Where

SITE_KEY = r"^[A-Za-z0-9_-]{4,64}$"
NOTHING = Where(bulletin_ids=("",))  # admits no bulletin at all
Made = TypeVar("Made")
Short = Annotated[str, StringConstraints(max_length=200)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Theme(_Table):
    """How the widget looks and speaks where the page does not say; shown to everyone."""

    title: Short = ""
    greeting: Annotated[str, StringConstraints(max_length=1000)] = ""
    placeholder: Short = ""
    colour: Annotated[str, StringConstraints(pattern=r"^(#[0-9a-fA-F]{3,8})?$")] = ""
    scheme: Literal["", "auto", "light", "dark"] = ""
    position: Literal["", "right", "left"] = ""
    locale: Literal["", "zh-CN", "en"] = ""
    suggestions: tuple[Short, ...] = Field(default=(), max_length=6)


class Collection(_Table):
    """A named choice of bulletins; empty lists limit nothing."""

    agencies: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    def admits(self, bulletin: Bulletin) -> bool:
        """Tell whether the bulletin belongs to it."""
        return Where(self.agencies, self.regions, self.years).admits(bulletin)


class Site(_Table):
    """One site. Without agencies and collections it may see every bulletin."""

    name: str = ""
    origins: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    rates: Annotated[str, StringConstraints(pattern=RATES)] = "600/minute;20000/day"
    visitor_rates: Annotated[str, StringConstraints(pattern=RATES)] = "20/minute;300/day"
    secret: Annotated[str, StringConstraints(pattern=r"^(.{16,})?$")] = ""
    theme: Theme = Field(default_factory=Theme)

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            parts = urlsplit(origin)
            host = parts.netloc.removeprefix("*.")
            if parts.scheme not in ("http", "https") or not host or "*" in host or "@" in host:
                raise ValueError("应写作 https://www.example.gov.cn 或 https://*.example.gov.cn")
            if "*" in parts.netloc and _is_everybodys(parts.hostname or ""):
                raise ValueError("“*.”之后要是自己的域名：公共后缀（如 gov.cn）下是别人的网站")
            if f"{parts.scheme}://{parts.netloc}" != origin or not set(host) <= _HOST:
                raise ValueError("来源只写协议、域名和端口，不带路径")
        return tuple(origin.lower() for origin in origins)

    def admits_origin(self, origin: str) -> bool:
        """Tell whether a page from this origin may hold the widget."""
        return any(_matches(pattern, origin) for pattern in self.origins)

    def signed(self, user: str, signature: str) -> bool:
        """Tell whether the host's server signed this user id: HMAC-SHA256 in hex."""
        if not self.secret:
            return False
        own = hmac.new(self.secret.encode(), user.encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(own.encode(), signature.encode())


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _is_everybodys(host: str) -> bool:
    """Tell whether whoever likes may have a name below this one: `cn`, `gov.cn`, `github.io`."""
    name = host.removeprefix("*.").rstrip(".").lower()
    return _suffixes().privatesuffix(name) is None


_HOST = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]")


def _matches(pattern: str, origin: str) -> bool:
    scheme, _, host = pattern.partition("://")
    if not host.startswith("*."):
        return origin == pattern
    start, end = f"{scheme}://", host[1:]
    inner = origin.removeprefix(start).removesuffix(end)
    return origin == start + inner + end and bool(inner) and set(inner) <= _HOST - set(":[]")


class _File(_Table):
    collections: dict[str, Collection] = Field(default_factory=dict)
    sites: dict[Annotated[str, StringConstraints(pattern=SITE_KEY)], Site] = Field(
        default_factory=dict
    )


def read_sites(path: Path) -> _File:
    """Read and check a file of sites; no file is an empty one. Raise `SettingsError`."""
    if not path.exists():
        return _File()
    try:
        file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"“{path}”不是有效的 TOML:{error}。请改正后重试。") from error
    except ValidationError as error:
        raise SettingsError(f"“{path}”有误，请改正：\n" + "\n".join(_lines(error))) from error
    for key, site in file.sites.items():
        for name in site.collections:
            if name not in file.collections:
                raise SettingsError(f"“{path}”有误：站点 {key} 所用的集合“{name}”没有定义。")
    return file


def read_sound(path: Path, before: _File | None = None) -> tuple[_File, list[str]]:
    """Read what is sound in a file of sites, and say what is not, a line for each.

    A site or a collection with a mistake is left as it was `before`, or out. Raise `SettingsError`
    where the file is no TOML, or holds other tables.
    """
    try:
        return read_sites(path), []
    except SettingsError as error:
        tables = _tables(path, error)
    faults: list[str] = []
    before = before or _File()
    collections = _sound(tables, "collections", _one_collection, before.collections, faults)
    known = set(collections)
    sites = _sound(tables, "sites", lambda k, t: _one_site(k, t, known), before.sites, faults)
    return _File(collections=collections, sites=sites), [f"“{path}”有误：{f}" for f in faults]


def _tables(path: Path, error: SettingsError) -> Mapping[str, Any]:
    """Return the tables of a file with a mistake; raise the error where they cannot be told."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise error from None
    if tables.keys() - _File.model_fields or not all(isinstance(t, dict) for t in tables.values()):
        raise error
    return tables


def _one_collection(key: str, table: object) -> Collection:
    return _File.model_validate({"collections": {key: table}}).collections[key]


def _one_site(key: str, table: object, known: Container[str]) -> Site:
    site = _File.model_validate({"sites": {key: table}}).sites[key]
    for name in site.collections:
        if name not in known:
            raise SettingsError(f"站点 {key} 所用的集合“{name}”没有定义或有误")
    return site


def _sound(
    tables: Mapping[str, Any],
    kind: str,
    one: Callable[[str, object], Made],
    before: Mapping[str, Made],
    faults: list[str],
) -> dict[str, Made]:
    """Return what is sound of one kind by key; add what is not to `faults`."""
    found: dict[str, Made] = {}
    for key, table in tables.get(kind, {}).items():
        try:
            found[key] = one(key, table)
        except (ValidationError, SettingsError) as error:
            said = _lines(error) if isinstance(error, ValidationError) else [str(error)]
            kept = "仍用改动之前的" if key in before else "没有启用"
            faults.append(f"{kind}.{key} {kept}，请改正：{'；'.join(x.strip() for x in said)}")
            if key in before:
                found[key] = before[key]
    return found


def _lines(error: ValidationError) -> Iterable[str]:
    for e in error.errors():
        place = ".".join(str(part) for part in e["loc"])
        given = "" if {"secret"} & set(map(str, e["loc"])) else f" = “{e['input']}”"
        yield f"  {place}{given}:{e['msg']}"


class SiteBook:
    """The sites of one file, always as the file is now.

    A site with a mistake is left out, or as it was; a file that is no TOML leaves the last good
    one. Either is complained of, at the start too.
    """

    def __init__(self, path: Path, complain: Callable[[str], None] = lambda _words: None) -> None:
        self.path = path
        self._complain = complain
        self._lock = threading.Lock()
        self._seen = self._stamp()
        self._file = self._read(_File())  # at the start, a file that is no TOML stops us

    def __getitem__(self, key: str) -> Site:
        """Return a site. Raise `KeyError` where there is none."""
        return self._now().sites[key]

    def get(self, key: str) -> Site | None:
        """Return a site, or None."""
        return self._now().sites.get(key)

    def all(self) -> Mapping[str, Site]:
        """Return the sites by key."""
        return self._now().sites

    def admits_origin(self, origin: str) -> bool:
        """Tell whether any site's pages come from this origin."""
        return any(site.admits_origin(origin) for site in self.all().values())

    def scope(self, site: Site, bulletins: Iterable[Bulletin]) -> Where:
        """Return what a site may see of these bulletins."""
        if not site.agencies and not site.collections:
            return Where()
        chosen = [self._now().collections.get(name) for name in site.collections]
        ids = tuple(
            b.id
            for b in bulletins
            if b.agency in site.agencies or any(c.admits(b) for c in chosen if c)
        )
        return Where(bulletin_ids=ids) if ids else NOTHING

    def _now(self) -> _File:
        with self._lock:
            stamp = self._stamp()
            if stamp != self._seen:
                self._seen = stamp
                try:
                    self._file = self._read(self._file)
                except SettingsError as error:
                    self._complain(str(error))
            return self._file

    def _read(self, before: _File) -> _File:
        file, faults = read_sound(self.path, before)
        for fault in faults:
            self._complain(fault)
        return file

    def _stamp(self) -> tuple[Any, ...]:
        try:
            status = self.path.stat()
        except OSError:
            return ()
        return status.st_mtime_ns, status.st_size
