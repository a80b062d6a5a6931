"""A stored file in pieces (按需分段读取): byte ranges (RFC 9110 section 14), so that page 1 of a large drawing comes first."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

from core import files
from core.models import StoredFile

CHUNK: Final = 1 << 18
SMALL: Final = 1 << 22
"""A piece up to this size is sent in one go."""
_ONE: Final = re.compile(r"bytes=(\d*)-(\d*)$")


def served(request: HttpRequest, stored: StoredFile) -> HttpResponse | FileResponse | StreamingHttpResponse:
    """The file whole or the one range that was asked for; 416 for a range beyond its end. Raises FileNotFoundError.

    More than one range, or a range of another unit, answers with the whole file, as the standard allows.
    """
    path, size = files.path_of(stored.sha256), stored.size
    response: HttpResponse | FileResponse | StreamingHttpResponse
    wanted = _range(request.headers.get("Range", ""), size)
    if wanted is None:
        response = FileResponse(path.open("rb"), content_type=stored.media_type)
        response["Content-Length"] = str(size)
    elif wanted[0] >= size or wanted[0] > wanted[1]:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        first, last = wanted
        content = _piece(path, first, last)
        if last - first < SMALL:
            response = HttpResponse(b"".join(content), status=206, content_type=stored.media_type)
        else:
            response = StreamingHttpResponse(content, status=206, content_type=stored.media_type)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{stored.sha256}"'
    return response


def _range(header: str, size: int) -> tuple[int, int] | None:
    match = _ONE.match(header.strip())
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":  # the last so many bytes
        return max(0, size - int(match[2])), size - 1
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    return int(match[1]), last


def _piece(path: Path, first: int, last: int) -> Iterator[bytes]:
    handle: BinaryIO
    with path.open("rb") as handle:
        handle.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := handle.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
