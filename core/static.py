"""Static files for production: hashed names, compressed, and nothing that no page asks for.

`collectstatic` leaves out source maps, type declarations and the front end of the workflow engine
(its style sheet names fonts that it does not ship; our pages are our own).
"""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ServedFiles(StaticFilesConfig):
    """Stands in INSTALLED_APPS for `django.contrib.staticfiles`."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "viewflow",
        "*.map",
        "*.ts",
        "*.rtl.*",
        "*.esm.*",
        "bootstrap-*",
        "bootstrap.css",
        "bootstrap.js",
        "bootstrap.bundle.*",
        "proj4-src.js",
        "echarts.js",
        "echarts.min.js",
        "echarts.common*",
        "echarts.simple.js",
        "echarts.esm.*",
        "pdf.mjs",
        "pdf.worker.mjs",
        "pdf.renderer.mjs",
        "pdf.sandbox.*",
    ]


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Follows `url()` and `@import` in style sheets, not `sourceMappingURL`: the maps are not served."""

    patterns = (
        (
            "*.css",
            (
                r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))""",
                (r"""(?P<matched>@import\s*["']\s*(?P<url>.*?)["'])""", """@import url("%(url)s")"""),
            ),
        ),
    )
