"""The demonstration's electronic seal: self-signed PAdES with a key of its own, and the check that nothing was changed.

Only what signs or checks imports this: the library behind it takes a second to load.
"""

import os
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

FIELD: Final = "Seal"
DEMO_NAME: Final = "并审演示系统电子签章（样例，无法律效力）"


class DemoSeal:
    """A self-signed PAdES signature, in demonstrations only: it proves that nothing was changed, not who signed."""

    def available(self) -> bool:
        """Only where papers are samples anyway."""
        return bool(settings.DEMO_MODE)

    def seal(self, pdf: bytes, *, signer: str, reason: str) -> bytes:
        """Sign incrementally with the demonstration's own key."""
        keys = _keys(demo_key())
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        meta = signers.PdfSignatureMetadata(
            field_name=FIELD, name=f"{signer}（样例）", reason=reason, subfilter=fields.SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        )  # fmt: skip
        return signers.sign_pdf(writer, meta, signer=keys).getvalue()


@cache
def _keys(folder: Path) -> signers.SimpleSigner:
    """The key with its certificate, unlocked once a process: that takes as long as ten signatures."""
    keys = signers.SimpleSigner.load(
        str(folder / "key.pem"), str(folder / "cert.pem"), key_passphrase=settings.SECRET_KEY.encode()
    )
    if keys is None:
        raise RuntimeError("the demonstration seal cannot be read; delete the folder “seal” to make a new one")
    return keys


def is_intact(pdf: bytes) -> bool:
    """Whether the PDF carries a seal and not a byte of what was sealed has changed since."""
    try:
        signatures = PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures
        if not signatures:
            return False
        status = validate_pdf_signature(signatures[0], ValidationContext(allow_fetching=False))
    except Exception:  # a damaged file fails in as many ways as there are bytes
        return False
    return bool(status.intact and status.valid and status.coverage is SignatureCoverageLevel.ENTIRE_FILE)


def demo_key() -> Path:
    """The folder with the demonstration's key and certificate, made on first use."""
    folder = Path(settings.VAR_DIR) / "seal"
    if not (folder / "cert.pem").exists():
        folder.mkdir(parents=True, exist_ok=True)
        key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEMO_NAME)])
        start = datetime.now(UTC) - timedelta(days=3660)  # the time machine signs in the past as well
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=14600))
            .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
            .sign(key, hashes.SHA256())
        )
        secret = serialization.BestAvailableEncryption(settings.SECRET_KEY.encode())
        _write(folder / "key.pem", key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret
        ))  # fmt: skip
        _write(folder / "cert.pem", certificate.public_bytes(serialization.Encoding.PEM))
    return folder


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(f".{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(temporary, path)
