"""Six persons by every route, and ids guessed, swapped and stale."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import numpy as np
import pytest
from starlette.routing import Route

from skinmetrics.clinic import consent_changes, people, photos, sign_in
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.tables import Purpose
from skinmetrics.clinic.vault.store import Rendition
from skinmetrics.imaging.registration import Relief
from skinmetrics.jobs.aligned_face import AlignedFace, packed
from skinmetrics.reports.formats import FORMATS
from skinmetrics.web.routes import ROUTES
from skinmetrics.web.routes.pictures import PICTURES
from tests.clinic.test_access import PERSONS
from tests.clinic.world import World
from tests.web.routes.conftest import Browser, csrf_of, jpeg
from tests.web.scores import PRINT

Open = Callable[..., Browser]

# Statuses in the order of PERSONS: administrator, practitioner, own client, other client, other clinic, nobody.
EXPECTED = {
    "GET /photo/{photo_id}": (404, 200, 200, 404, 404, 401),
    "GET /picture/{photo_id}/{kind}": (404, 200, 200, 404, 404, 401),
    "POST /upload": (404, 200, 200, 404, 404, 401),
    "GET /download/export": (404, 404, 200, 404, 404, 401),
    "GET /report/{client_id}/{format}": (404, 200, 200, 404, 404, 401),
    "GET /sign-out": (200, 200, 200, 200, 200, 303),
    "POST /sign-out": (303, 303, 303, 303, 303, 303),
    "POST /sign-out-everywhere": (303, 303, 303, 303, 303, 401),
    # For nobody in particular; what opens them is the code or the token.
    "GET /sign-in": (200,) * 6,
    "POST /sign-in": (403,) * 6,
    "GET /set-up": (404,) * 6,
    "POST /set-up": (404,) * 6,
    "GET /join/{token}": (404,) * 6,
    "POST /join/{token}": (404,) * 6,
    "GET /reset/{token}": (404,) * 6,
    "POST /reset/{token}": (404,) * 6,
    "GET /single-sign-on": (404,) * 6,
    "GET /single-sign-on/back": (404,) * 6,
    "GET /pages.css": (200,) * 6,
    "GET /ready": (200,) * 6,
}


def with_face(world: World, data: bytes, client: uuid.UUID | None = None) -> uuid.UUID:
    """A photo of which a face is kept, so that there is a picture to ask for."""
    photo = world.photo(data, client)
    relief = Relief(np.zeros((4, 3), np.float32), np.ones((4, 3), bool))
    photos.save_view(world.records, photo, packed(AlignedFace(jpeg(), relief, (), PRINT)), Rendition.ALIGNED)
    return photo


def ask(route: str, browser: Browser, world: World, photo: uuid.UUID, client: uuid.UUID) -> int:
    """The status of a route asked by a person, with everything right but who asks."""
    method, path = route.split(" ")
    path = path.format(photo_id=photo, kind="face", token="guessed", client_id=client, format="csv")
    csrf = csrf_of(browser, world)
    options: dict[str, object] = {"follow_redirects": False}
    if path == "/upload":
        options |= {"files": {"photos": ("a.jpg", jpeg(int(client) % 99))}, "data": {"client_id": str(client)}}
        options |= {"headers": {"X-CSRF-Token": csrf}}
    elif path == "/download/export":
        options |= {"params": {"client_id": str(client)}}
    elif method == "POST":
        options |= {"data": {"csrf": csrf}}
    return browser.http.request(method, path, **options).status_code  # type: ignore[arg-type]


def test_every_route_has_a_row() -> None:
    ours = set()
    for route in ROUTES:
        assert isinstance(route, Route)
        ours |= {f"{method} {route.path}" for method in (route.methods or set()) - {"HEAD"}}
    assert ours == set(EXPECTED)


def test_matrix(world: World, browser: Open) -> None:
    photo = with_face(world, jpeg())
    found = {
        route: tuple(ask(route, browser(person), world, photo, world.client) for person in PERSONS)
        for route in EXPECTED
    }
    assert found == EXPECTED


@pytest.mark.parametrize("name", [*PICTURES, "unheard-of"])
def test_every_kind_of_picture_is_guarded_alike(world: World, browser: Open, name: str) -> None:
    photo = with_face(world, jpeg())
    answered = [browser(person).http.get(f"/picture/{photo}/{name}").status_code for person in PERSONS]
    allowed = 200 if name in PICTURES else 404
    assert answered == [404, allowed, allowed, 404, 404, 401]


@pytest.mark.parametrize("name", [*FORMATS, "unheard-of"])
def test_every_format_of_report_is_guarded_alike(world: World, browser: Open, name: str) -> None:
    answered = [browser(person).http.get(f"/report/{world.client}/{name}").status_code for person in PERSONS]
    assert (answered[0], *answered[3:]) == (404, 404, 404, 401)
    allowed = {200, 400} if name in FORMATS else {404}  # 400: there is nothing to report
    assert {answered[1], answered[2]} <= allowed


GUARDED = [
    "GET /photo/{photo_id}",
    "GET /picture/{photo_id}/{kind}",
    "POST /upload",
    "GET /download/export",
    "GET /report/{client_id}/{format}",
]


@pytest.mark.parametrize("route", GUARDED)
def test_guessed_and_swapped_ids_are_answered_as_if_there_were_nothing(world: World, browser: Open, route: str) -> None:
    photo, others = with_face(world, jpeg(1)), with_face(world, jpeg(2), world.other_client)
    mine = browser("own client")
    assert ask(route, mine, world, photo, world.client) == 200
    assert ask(route, mine, world, others, world.other_client) == 404
    assert ask(route, mine, world, uuid.uuid4(), uuid.uuid4()) == 404
    if route != "POST /upload":  # an id of the wrong kind
        assert ask(route, mine, world, world.client, photo) == 404


def test_a_path_that_holds_no_id_is_an_unknown_one(browser: Open) -> None:
    assert browser("own client").http.get("/photo/..%2f..%2fmaster.key").status_code == 404
    assert browser("own client").http.get("/photo/1").status_code == 404


@pytest.mark.parametrize("route", GUARDED)
def test_a_stale_cookie_opens_nothing(world: World, browser: Open, route: str) -> None:
    photo, mine = with_face(world, jpeg()), browser("own client")
    token = next(iter(mine.http.cookies.jar)).value
    assert token is not None
    sign_in.sign_out(world.records, token)
    assert ask(route, mine, world, photo, world.client) in {401, 403}


def test_what_ends_counts_at_once(world: World, browser: Open) -> None:
    photo, theirs = with_face(world, jpeg()), browser("practitioner")
    practitioner = world.accounts["practitioner"].account_id
    assert practitioner is not None
    route = GUARDED[0]
    assert ask(route, theirs, world, photo, world.client) == 200
    consent_changes.withdraw(world.records, world.accounts["own client"], world.client, Purpose.PRACTITIONER, "2026-01")
    assert ask(route, theirs, world, photo, world.client) == 403
    consent_changes.give(world.records, world.accounts["own client"], world.client, Purpose.PRACTITIONER, "2026-01")
    assert ask(route, theirs, world, photo, world.client) == 200
    people.unassign(world.records, CONSOLE, world.client, practitioner)
    assert ask(route, theirs, world, photo, world.client) == 404


def test_a_deleted_photo_is_gone_from_memory_too(world: World, browser: Open) -> None:
    photo, mine = with_face(world, jpeg()), browser("own client")
    assert ask(GUARDED[1], mine, world, photo, world.client) == 200
    photos.delete(world.records, world.accounts["own client"], photo)
    assert ask(GUARDED[1], mine, world, photo, world.client) == 404


def test_a_face_is_never_laid_on_the_skin_of_another_client(world: World, browser: Open) -> None:
    mine, others = with_face(world, jpeg(1)), with_face(world, jpeg(2), world.other_client)
    own = browser("own client").http
    assert own.get(f"/picture/{mine}/face", params={"onto": str(mine)}).status_code == 200
    assert own.get(f"/picture/{mine}/face", params={"onto": str(others)}).status_code == 404
    assert own.get(f"/picture/{mine}/face", params={"onto": "no id"}).status_code == 404
