"""电子签章: who seals a PDF is a setting (`SEAL_PROVIDER`); the demonstration signs with a key of its own, marked 样例.

A province names the adapter of its seal service. National e-licences ask for SM2 seals (GB/T 38540), which PAdES is
not: the interface takes and gives bytes, so that such a service fits as well.
"""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SealProvider(Protocol):
    """签章服务."""

    def available(self) -> bool:
        """Whether it may be used here."""

    def seal(self, pdf: bytes, *, signer: str, reason: str) -> bytes:
        """The PDF with the seal of `signer`; the visible content stays as it is."""


def provider() -> SealProvider:
    """The provider that `SEAL_PROVIDER` names."""
    return import_string(settings.SEAL_PROVIDER)()
