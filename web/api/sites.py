"""The API's routes for sites: an admin's key lists, sets and removes them in `sites.toml`.

The file is rewritten in one step, comments and other tables kept, and only if the site is sound in
it; mistakes in other sites stay as they are. Secrets go in and never come out; a site set without
one keeps what it has. Every change is in
the audit log.
"""

import os
import secrets
import threading
from pathlib import Path as FilePath
from typing import Annotated, Any

import tomlkit
from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel

from rag.errors import SettingsError
from rag.private import private
from web.api.ask import REFUSALS
from web.guard.access import Caller, Door
from web.guard.audit import Audit
from web.guard.sites import SITE_KEY, Site, read_sound
from web.problems import Problem, ProblemOut
from web.secrecy import for_readers

Key = Annotated[str, Path(pattern=SITE_KEY, description="站点的公开编号")]
_WRITING = threading.Lock()


class SiteOut(BaseModel):
    """A site as it is, its secret left out."""

    key: str
    site: Site
    signs_users: bool


def router(door: Door) -> APIRouter:
    """Return the routes, bound to the file of sites."""
    missing: dict[int | str, dict[str, Any]] = {
        404: {"model": ProblemOut, "description": "没有这个站点"}
    }
    routes = APIRouter(tags=["管理"], responses=REFUSALS)
    admin = Depends(door.may("admin"))
    audit = Audit(door.settings.store)

    @routes.get("/sites")
    def sites(caller: Annotated[Caller, admin]) -> list[SiteOut]:
        """List the sites."""
        return [_shown(key, site) for key, site in door.sites.all().items()]

    @routes.put("/sites/{key}")
    def put(key: Key, site: Site, caller: Annotated[Caller, admin]) -> SiteOut:
        """Set a site: add it, or put this one in its place."""
        site = _with_secret(door, key, site)
        _rewrite(door, key, site)
        audit.note(caller.name, "set site", f"{key} {' '.join(site.origins)}")
        return _shown(key, site)

    @routes.delete("/sites/{key}", status_code=204, responses=missing)
    def delete(key: Key, caller: Annotated[Caller, admin]) -> None:
        """Remove a site; its widgets stop at once."""
        _rewrite(door, key, None)
        audit.note(caller.name, "remove site", key)

    return routes


def _with_secret(door: Door, key: str, site: Site) -> Site:
    """Return a site with the secret that it has, where none is given: it is never shown."""
    before = door.sites.get(key)
    if site.secret or before is None:
        return site
    return site.model_copy(update={"secret": before.secret})


def _shown(key: str, site: Site) -> SiteOut:
    return SiteOut(
        key=key, site=site.model_copy(update={"secret": ""}), signs_users=bool(site.secret)
    )


def _rewrite(door: Door, key: str, site: Site | None) -> None:
    """Put a site into the file, or take it out. Raise `Problem` where that cannot be done."""
    path = door.sites.path
    with _WRITING:
        file = _file(path)
        table = file.setdefault("sites", tomlkit.table(is_super_table=True))
        if site is not None:
            table[key] = site.model_dump(mode="json", exclude_defaults=True)
        elif table.pop(key, None) is None:
            raise Problem("not-found", f"没有站点“{key}”。", f"There is no site “{key}”.")
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            private(fresh).write_text(tomlkit.dumps(file), encoding="utf-8")
            found, faults = read_sound(fresh)
            if site is not None and key not in found.sites:
                said = [fault for fault in faults if f"sites.{key} " in fault]
                told = "；".join(said).replace(fresh.name, path.name)
                raise Problem("invalid", for_readers(told))
            os.replace(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)


def _file(path: FilePath) -> tomlkit.TOMLDocument:
    """Return the file as it is written. Raise `Problem` where it holds no sites as meant."""
    try:
        read_sound(path)
    except SettingsError as error:
        raise Problem("invalid", for_readers(str(error))) from error
    return tomlkit.parse(path.read_text(encoding="utf-8") if path.exists() else "")
