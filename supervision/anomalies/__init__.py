"""Electronic supervision (电子监察): patterns that ought to be looked into. Detectors are pure; rules are rows."""
