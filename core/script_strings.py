"""The sentences that `static/js` shows; translated here because scripts have no catalogue."""

from django.utils.translation import gettext as _


def strings() -> dict[str, str]:
    """Key → sentence in the reader's language. `{name}` marks what the script fills in."""
    return {
        "confirm": _("Please confirm"),
        "copied": _("Copied"),
        "copy_failed": _("Could not copy. Select the text and copy it by hand."),
        "saved_at": _("Saved at {time}"),
        "kept_here": _("Kept in this browser window at {time}"),
        "save_failed": _("Not saved yet; trying again"),
        "restored": _("What you typed before has been put back."),
        "discard": _("Discard it"),
        "sending": _("Sending…"),
        "uploading": _("Uploading {percent}%"),
        "checking": _("Upload complete, being checked…"),
        "upload_failed": _(
            "The upload was interrupted. Check the network and press the button again; your text is kept."
        ),
        "too_large": _("{name} is {size} MB; the limit is {limit} MB."),
        "server_failed": _("The server did not answer. Please try again in a moment."),
        "sort": _("Sort by this column"),
        "keys_on": _("Shortcuts are on"),
        "keys_off": _("Shortcuts are off"),
        "map": _("Map; arrow keys move it, plus and minus zoom. Everything on it is also in the table below."),
        "map_failed": _("The map could not be drawn. Use the table below."),
        "map_data_failed": _("Map data could not be loaded: {url}"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "fit": _("Fit to content"),
        "map_print": _("Print the map"),
        "draw": _("Draw the redline"),
        "drawing": _("Click corner by corner, double-click to finish, Esc to cancel"),
        "undo": _("Undo"),
        "erase": _("Delete the redline"),
        "erase_sure": _("Delete the whole redline? Undo brings it back."),
        "point": _("Point"),
        "longitude": _("Longitude (°)"),
        "latitude": _("Latitude (°)"),
        "north": _("X north (m)"),
        "east": _("Y east (m)"),
        "degrees": _("Degrees (EPSG:4490)"),
        "zone": _("3-degree zone {zone} (EPSG:{code})"),
        "area": _("Area {m2} m² (about {mu} mu), plane of zone {zone}"),
        "add_point": _("Add a point after this one"),
        "remove_point": _("Remove this point"),
        "first_point": _("Enter the first point"),
        "on_the_map": _("{count} things on the map, as a table"),
        "points": _("Corner points (table twin of the map)"),
        "tools": _("Add or remove"),
        "coordinates_as": _("Coordinates as"),
        "bad_number": _("Enter a number, for example {example}."),
        "outside": _("This point is not in Jiangxi: check the order of the two numbers and the zone."),
        "selected": _("Selected: {name}"),
        "approval_number": _("Map approval number GS(2024)0650"),
    }
