"""What every test relies on: properties are judged by their answers, never by their speed."""

import os

from hypothesis import HealthCheck, settings

# A slow or busy machine must not fail a property; in CI the same examples are tried every time.
settings.register_profile(
    "bingshen", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("bingshen")
