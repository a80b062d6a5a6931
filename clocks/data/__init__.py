"""The State Council's holiday notices as a file, and the script that writes it."""
