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
        "tick_all": _("Tick all"),
        "ticked": _("{count} of {all} ticked"),
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
        "drawing": _(
            "Click corner by corner, double-click to finish. By keyboard: Enter sets a corner in the middle of the map, "
            "Backspace takes it back, Space finishes, Esc cancels."
        ),
        "undo": _("Undo"),
        "erase": _("Delete the redline"),
        "erase_sure": _("Delete the whole redline? Undo brings it back."),
        "draw_outline": _("Draw the outline"),
        "erase_outline": _("Delete the outline"),
        "erase_outline_sure": _("Delete the whole outline? Undo brings it back."),
        "live_crosses": _("The boundary crosses itself: the side after point {from} and the side after point {to}."),
        "live_outside": _("Points {points} lie outside the zone."),
        "live_spared": _(
            "Here {units} assessed areas apply: {waived} items are not assessed again, {eased} are made easier."
        ),
        "live_none": _("No assessed area lies here."),
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
        "projects_on_the_map": _("{count} projects on the map"),
        "points": _("Corner points (table twin of the map)"),
        "tools": _("Add or remove"),
        "coordinates_as": _("Coordinates as"),
        "bad_number": _("Enter a number, for example {example}."),
        "outside": _("This point is not in Jiangxi: check the order of the two numbers and the zone."),
        "selected": _("Selected: {name}"),
        "go_to": _("Go to coordinates: degrees, or X north and Y east with the zone in front"),
        "go_bad": _("Give two numbers in Jiangxi: 115.858, 28.683 or 3174669.149, 39388382.945."),
        "measure_length": _("Measure a length"),
        "measure_area": _("Measure an area"),
        "measure_clear": _("Remove the measures"),
        "measuring": _(
            "Click point by point, double-click to end. By keyboard: Enter adds the middle of the map, "
            "Backspace takes it back, Space ends, Esc gives up."
        ),
        "measured_area": _("{m2} m² = {ha} ha = {mu} mu, on the ellipsoid"),
        "legend": _("Legend"),
        "north_letter": _("N"),
        "save_picture": _("Save as picture"),
        "sheet_foot": _("{source} · CGCS2000 (EPSG:4490) · printed on {date}"),
        "approval_number": _("Map approval number GS(2024)0650"),
        "drawing_loading": _("Loading the page…"),
        "drawing_page": _("Page {page} of {pages} of the drawing"),
        "drawing_pin": _("Remark {number}"),
        "photos_waiting": _("{count} photos are kept in this browser and sent as soon as the network allows."),
        "drawing_failed": _("The drawing could not be shown. Download the PDF; the remarks are in the list."),
    }
