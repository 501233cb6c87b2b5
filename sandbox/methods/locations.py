"""Points on the map: sent once, sent live, and venues with a name."""

from dataclasses import dataclass, replace
from typing import Any

from sandbox.errors import bad
from sandbox.methods.edits import Edited, Target, edit, own_message
from sandbox.methods.places import KeyboardPlace, send
from sandbox.registry import Call, method

LIVE_SECONDS = range(60, 86_401)
FOR_EVER = 0x7FFFFFFF
MAX_ACCURACY = 1500  # metres
HEADINGS = range(1, 361)  # degrees
MAX_ALERT_RADIUS = 100_000  # metres


@dataclass(frozen=True, slots=True)
class Point:
    """Where, and how exactly."""

    latitude: float
    longitude: float
    horizontal_accuracy: float | None = None
    live_period: int = 0
    heading: int = 0
    proximity_alert_radius: int = 0


@method("sendLocation")
def send_location(call: Call, *, point: Point, place: KeyboardPlace) -> dict[str, Any]:
    """Send a point; one with a live_period can be moved for so long."""
    return send(call, place, {"location": _location(point)}, what="location")


@method("editMessageLiveLocation")
def edit_message_live_location(call: Call, *, point: Point, target: Target) -> Edited:
    """Move a live point."""
    chat, message = own_message(call, target)
    old = message.body.get("location", {})
    period = point.live_period or old.get("live_period", 0)
    is_over = period != FOR_EVER and call.world.clock.now() >= message.body["date"] + period
    if "live_period" not in old or is_over:
        raise bad("message can't be edited")
    moved = _location(replace(point, live_period=period))
    return edit(call, chat, message, {"location": moved}, drop={"location"}, target=target)


@method("stopMessageLiveLocation")
def stop_message_live_location(call: Call, *, target: Target) -> Edited:
    """Let a live point stand still for good."""
    chat, message = own_message(call, target)
    last = dict(message.body.get("location", {}))
    if not last.pop("live_period", 0):
        raise bad("message can't be edited")
    return edit(call, chat, message, {"location": last}, drop={"location"}, target=target)


@method("sendVenue")
def send_venue(
    call: Call,
    *,
    latitude: float,
    longitude: float,
    title: str,
    address: str,
    place: KeyboardPlace,
    foursquare_id: str = "",
    foursquare_type: str = "",
    google_place_id: str = "",
    google_place_type: str = "",
) -> dict[str, Any]:
    """Send a place with its name and address."""
    where = _location(Point(latitude, longitude))
    ids = {
        "foursquare_id": foursquare_id,
        "foursquare_type": foursquare_type,
        "google_place_id": google_place_id,
        "google_place_type": google_place_type,
    }
    venue = {"location": where, "title": title, "address": address, **{k: v for k, v in ids.items() if v}}
    return send(call, place, {"location": where, "venue": venue}, what="venue")


def _location(point: Point) -> dict[str, Any]:
    if not (-90 <= point.latitude <= 90 and -180 <= point.longitude <= 180):
        raise bad("wrong latitude or longitude specified")
    if point.horizontal_accuracy is not None and not 0 <= point.horizontal_accuracy <= MAX_ACCURACY:
        raise bad("wrong horizontal accuracy specified")
    if point.live_period and point.live_period not in LIVE_SECONDS and point.live_period != FOR_EVER:
        raise bad("wrong live location period specified")
    if point.heading and point.heading not in HEADINGS:
        raise bad("wrong live location heading specified")
    if not 0 <= point.proximity_alert_radius <= MAX_ALERT_RADIUS:
        raise bad("wrong live location proximity alert radius specified")
    more = {
        "live_period": point.live_period,
        "heading": point.heading,
        "proximity_alert_radius": point.proximity_alert_radius,
    }
    accuracy = point.horizontal_accuracy
    return {
        "latitude": point.latitude,
        "longitude": point.longitude,
        **({"horizontal_accuracy": accuracy} if accuracy is not None else {}),
        **{name: value for name, value in more.items() if value and point.live_period},
    }
