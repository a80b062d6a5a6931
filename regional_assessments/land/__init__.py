"""Standard land (标准地): parcels sold with control indicators, two contracts, and the checks that release the owner."""


def ready() -> None:
    """Register verbs and the layer of the map; called when the room is ready."""
    from regional_assessments.land import finding, layer, preparing, taking  # noqa: F401

    layer.ready()
